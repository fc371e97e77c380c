/** Kubernetes API and k3s supervisor. https://docs.k3s.io/installation/requirements#networking */
export const API_PORT = 6443;

/** Clients and peers of the embedded etcd. */
export const ETCD_PORTS = { from: 2379, to: 2380 } as const;

/** Kubelet: logs, exec and metrics. */
export const KUBELET_PORT = 10250;

/** Flannel's WireGuard tunnels (UDP), in which all traffic between pods of two machines is encrypted. */
export const WIREGUARD_PORT = 51820;

/** NodePorts that the public load balancer sends to; the gateway's Service must ask for the same. */
export const GATEWAY_PORTS = { http: 30080, https: 30443, health: 30021 } as const;
