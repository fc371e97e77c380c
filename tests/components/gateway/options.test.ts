import { parse } from "yaml";
import { higressOptions, optionsText } from "../../../components/gateway/options";

test("a silent stream ends after Dify gave up on it, and before a load balancer has forgotten it", () => {
    const { idleTimeout } = higressOptions().downstream;
    expect(idleTimeout).toBeGreaterThan(300);
    expect(idleTimeout).toBeLessThan(350);
});

test("a connection that is not used is closed by the gateway, before gunicorn does it in the middle of the next request", () => {
    expect(higressOptions().upstream.idleTimeout).toBeLessThan(2);
});

test("an answer may take any time, and its chunks are not held back by compression", () => {
    const { downstream, gzip } = higressOptions();
    expect(downstream.routeTimeout).toBe(0);
    expect(gzip.contentType).not.toContain("text/event-stream");
});

test("the text says the same, as the chart writes it: sorted, two spaces, lists not indented, no end of line", () => {
    const text = optionsText(higressOptions());
    expect(parse(text)).toEqual(higressOptions());
    expect(text).toBe(
        `downstream:
  connectionBufferLimits: 32768
  http2:
    initialConnectionWindowSize: 1048576
    initialStreamWindowSize: 65535
    maxConcurrentStreams: 100
  idleTimeout: 330
  maxRequestHeadersKb: 60
  routeTimeout: 0
gzip:
  chunkSize: 4096
  compressionLevel: BEST_COMPRESSION
  compressionStrategy: DEFAULT_STRATEGY
  contentType:
  - text/html
  - text/css
  - text/plain
  - text/xml
  - application/json
  - application/javascript
  - application/xhtml+xml
  - image/svg+xml
  disableOnEtagHeader: true
  enable: true
  memoryLevel: 5
  minContentLength: 1024
  windowBits: 12
upstream:
  connectionBufferLimits: 10485760
  idleTimeout: 1`,
    );
});

test("a share of the requests is traced where somebody takes traces, and none otherwise", () => {
    const options = higressOptions({ service: "collector.monitoring.svc", port: 4317, samplingPercent: 10 });
    expect(parse(optionsText(options))).toMatchObject({
        tracing: {
            enable: true,
            sampling: 10,
            timeout: 500,
            // Higress reads the port as a text.
            opentelemetry: { service: "collector.monitoring.svc", port: "4317" },
        },
    });
    expect(higressOptions()).not.toHaveProperty("tracing");
});
