"""Hands Alertmanager's messages on to chat robots, which want JSON of their own.

POST /<robot>/<key> with Alertmanager's webhook JSON (version 4): the robot's URL is the content of file <key> in SECRETS. A DingTalk
robot that wants signatures has its secret in file <key>.secret. GET /healthz answers 200.

Answers 200 when the robot has taken the message, 404 for a robot or key that there is not, 502 when the robot refuses, so that
Alertmanager tries again.
"""

import base64
import hashlib
import hmac
import json
import os
import re
import sys
import time
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SECRETS = Path(os.environ.get("SECRETS", "/secrets"))
PORT = int(os.environ.get("PORT", "8080"))

# Below what both robots take: 4096 bytes of markdown at WeCom, 20000 at DingTalk.
MAX_BYTES = 4000
ROBOT_TIMEOUT_SECONDS = 10
PATH = re.compile(r"/(wecom|dingtalk)/([A-Za-z0-9][A-Za-z0-9._-]*)")


def message(group):
    """Title and markdown of a group of alerts."""
    firing = [alert for alert in group["alerts"] if alert["status"] == "firing"]
    name = group.get("commonLabels", {}).get("alertname", "alerts")
    zone = group.get("commonLabels", {}).get("zone")
    title = f"{f'{len(firing)} firing' if firing else 'resolved'}: {name}" + (f" in {zone}" if zone else "")
    lines = [f"### {title}"]
    for alert in group["alerts"]:
        annotations = alert.get("annotations", {})
        severity = alert.get("labels", {}).get("severity", "")
        lines.append(f"- **{alert['status']}** {severity}: {annotations.get('summary', '')}")
        if "runbook_url" in annotations:
            lines.append(f"  {annotations['runbook_url']}")
    return title, cut("\n".join(lines))


def cut(text):
    """The text, or as much of it as robots take."""
    data = text.encode()
    if len(data) <= MAX_BYTES:
        return text
    return data[:MAX_BYTES].decode(errors="ignore") + "\n…"


def wecom(_key, url, _title, text):
    return url, {"msgtype": "markdown", "markdown": {"content": text}}


def dingtalk(key, url, title, text):
    secret = SECRETS / f"{key}.secret"
    if secret.is_file():
        timestamp = str(round(time.time() * 1000))
        digest = hmac.new(read(secret).encode(), f"{timestamp}\n{read(secret)}".encode(), hashlib.sha256).digest()
        url += "&" + urllib.parse.urlencode({"timestamp": timestamp, "sign": base64.b64encode(digest).decode()})
    return url, {"msgtype": "markdown", "markdown": {"title": title, "text": text}}


ROBOTS = {"wecom": wecom, "dingtalk": dingtalk}


def read(path):
    return path.read_text().strip()


def send(url, body):
    """Posts to a robot, which answers 200 with an error code for what it refuses."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=ROBOT_TIMEOUT_SECONDS) as response:
        answer = json.load(response)
    if answer.get("errcode") != 0:
        raise ValueError(f"error {answer.get('errcode')}: {answer.get('errmsg')}")


class Bridge(BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer(200 if self.path == "/healthz" else 404)

    def do_POST(self):
        match = PATH.fullmatch(self.path)
        key_file = SECRETS / match[2] if match else None
        if key_file is None or not key_file.is_file():
            return self.answer(404, f"no robot {self.path}")
        robot, key = match[1], match[2]
        try:
            group = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
            title, text = message(group)
            url, body = ROBOTS[robot](key, read(key_file), title, text)
        except (ValueError, KeyError, TypeError) as error:
            return self.answer(400, f"not a message of Alertmanager: {error!r}")
        try:
            send(url, body)
        except (OSError, ValueError) as error:
            # The URL is a secret: its parts must not get into a log along with the error.
            return self.answer(502, f"{robot} {key} did not take it: {str(error).replace(url, '…')}")
        return self.answer(200)

    def answer(self, status, reason=""):
        if reason:
            print(reason, file=sys.stderr, flush=True)
        self.send_response(status)
        self.send_header("Content-Length", str(len(reason)))
        self.end_headers()
        self.wfile.write(reason.encode("ascii", "replace"))

    def log_message(self, *_args):
        """Requests are not logged: probes alone would fill pages."""


if __name__ == "__main__":
    ThreadingHTTPServer(("", PORT), Bridge).serve_forever()
