"""Manifests after the examples of upstream documentation, each with what checks must say of it, and one careful set.

Sources: kubernetes.io/docs (CC-BY-4.0), the page named beside each; shortened to what shows the point.
"""

from dataclasses import dataclass

# concepts/workloads/controllers/deployment: the first example, and what pods start from everywhere
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx-deployment
  labels:
    app: nginx
spec:
  replicas: 3
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
      - name: nginx
        image: nginx:1.14.2
        ports:
        - containerPort: 80
"""
CAREFUL = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  namespace: shop
  labels: {app.kubernetes.io/name: web, app.kubernetes.io/instance: web}
spec:
  replicas: 3
  selector:
    matchLabels: {app: web}
  template:
    metadata:
      labels: {app: web}
    spec:
      serviceAccountName: web
      automountServiceAccountToken: false
      priorityClassName: high
      topologySpreadConstraints:
        - maxSkew: 1
          topologyKey: kubernetes.io/hostname
          whenUnsatisfiable: ScheduleAnyway
          labelSelector: {matchLabels: {app: web}}
      securityContext:
        runAsNonRoot: true
        seccompProfile: {type: RuntimeDefault}
      containers:
        - name: web
          image: registry.test/web:1.4.2
          imagePullPolicy: Always
          ports:
            - {name: http, containerPort: 8080}
          env:
            - {name: GREETING, value: hello}
            - {name: TOKEN_TTL, value: "3600"}
            - name: DB_PASSWORD
              valueFrom: {secretKeyRef: {name: db, key: password}}
          resources:
            requests: {cpu: 100m, memory: 64Mi}
            limits: {cpu: 500m, memory: 128Mi}
          readinessProbe: {httpGet: {path: /ready, port: http}}
          livenessProbe: {httpGet: {path: /live, port: 8080}}
          securityContext:
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: {drop: [ALL], add: [NET_BIND_SERVICE]}
          volumeMounts:
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: tmp
          emptyDir: {}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: web, namespace: shop}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec:
  selector: {app: web}
  ports:
    - {port: 80, targetPort: http}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web, namespace: shop}
spec:
  maxUnavailable: 1
  selector: {matchLabels: {app: web}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
  minReplicas: 3
  maxReplicas: 9
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web, namespace: shop}
spec:
  podSelector: {matchExpressions: [{key: app, operator: In, values: [web]}]}
  policyTypes: [Ingress, Egress]
  ingress: [{ports: [{port: 8080}]}]
  egress: [{ports: [{protocol: UDP, port: 53}]}]
---
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web, namespace: shop}
spec:
  tls: [{hosts: [shop.test], secretName: shop-tls}]
  rules: [{host: shop.test}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: {name: edge, namespace: shop}
spec:
  listeners:
    - {name: http, protocol: HTTP, port: 80}
    - {name: https, protocol: HTTPS, port: 443, hostname: shop.test, tls: {certificateRefs: [{name: c, namespace: certs}]}}
---
apiVersion: gateway.networking.k8s.io/v1beta1
kind: ReferenceGrant
metadata: {name: edge, namespace: certs}
spec:
  from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: shop}]
  to: [{group: "", kind: Secret, name: c}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: redirect, namespace: shop}
spec:
  parentRefs: [{name: edge, sectionName: http}]
  hostnames: [shop.test]
  rules: [{filters: [{type: RequestRedirect, requestRedirect: {scheme: https}}]}]
---
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: {name: web, namespace: shop}
spec:
  parentRefs: [{name: edge, sectionName: https}]
  rules: [{backendRefs: [{name: web, port: 80}]}]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: {name: web, namespace: shop}
rules:
  - apiGroups: [""]
    resources: [configmaps]
    verbs: [get]
---
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: web, namespace: shop}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: web}
subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
---
apiVersion: v1
kind: LimitRange
metadata: {name: range, namespace: shop}
spec:
  limits: [{type: Container, min: {cpu: 50m}, max: {memory: 1Gi}}]
---
apiVersion: v1
kind: ConfigMap
metadata: {name: web, namespace: shop}
data: {greeting: hello, passwordFile: /run/secrets/db}
"""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A manifest of a page of kubernetes.io/docs, the checks that speak about it, and the line that they name."""

    page: str
    text: str
    checks: dict[str, int]


def _pod(spec: str, *, metadata: str = "") -> str:
    return f"apiVersion: v1\nkind: Pod\nmetadata:\n  name: demo\n{metadata}spec:\n{spec}"


def _of(kind: str, body: str, version: str = "rbac.authorization.k8s.io/v1") -> str:
    return f"apiVersion: {version}\nkind: {kind}\nmetadata:\n  name: demo\n{body}"


def _deployment(line: str, instead: str) -> str:
    changed = DEPLOYMENT.replace(line, instead)
    assert changed != DEPLOYMENT
    return changed


EXAMPLES = (
    Example(
        page="concepts/workloads/controllers/deployment",
        text=DEPLOYMENT,
        checks={
            "kube.pull_policy_not_always": 18,
            "kube.memory_requests_missing": 18,
            "kube.cpu_requests_missing": 18,
            "kube.memory_limits_missing": 18,
            "kube.cpu_limits_missing": 18,
            "kube.readiness_probe_missing": 18,
            "kube.liveness_probe_missing": 18,
            "kube.privilege_escalation": 18,
            "kube.root_allowed": 18,
            "kube.writable_root_filesystem": 18,
            "kube.capabilities_not_dropped": 18,
            "kube.not_hardened": 18,
            "kube.raw_sockets_allowed": 18,
            "kube.pod_security_restricted": 18,
            "kube.privileged_port": 21,
            "kube.token_mounted": 16,
            "kube.default_service_account": 16,
            "kube.no_priority_class": 16,
            "kube.not_spread": 16,
            "kube.no_disruption_budget": 14,
            "kube.traffic_not_governed": 14,
            "kube.name_label_differs": 5,
            "kube.instance_label_differs": 5,
        },
    ),
    Example(
        page="concepts/workloads/controllers/deployment",
        text=_deployment("  replicas: 3\n", "  replicas: 1\n"),
        checks={"kube.single_replica": 8},
    ),
    Example(
        page="concepts/workloads/controllers/deployment",
        text=_deployment("  replicas: 3\n", "  replicas: 3\n  strategy:\n    type: Recreate\n"),
        checks={"kube.recreate_strategy": 10},
    ),
    Example(
        page="concepts/workloads/controllers/deployment",
        text=_deployment("      labels:\n        app: nginx", "      labels:\n        app: apache"),
        checks={"kube.selector_mismatch": 9},
    ),
    Example(
        page="reference/using-api/deprecation-guide",
        text=_deployment("apps/v1", "extensions/v1beta1"),
        checks={"kube.removed_api_version": 1},
    ),
    Example(
        page="concepts/workloads/pods",
        text=_pod("  containers:\n  - name: nginx\n    image: nginx\n"),
        checks={"kube.naked_pod": 2, "kube.image_not_pinned": 8},
    ),
    Example(
        page="tasks/inject-data-application/define-environment-variable-container",
        text=_pod("  containers:\n  - name: a\n    image: b:1\n    env:\n    - name: PORT\n      value: 8080\n"),
        checks={"kube.malformed_manifest": 11},
    ),
    Example(
        page="tasks/inject-data-application/define-environment-variable-container",
        text=_pod(
            "  containers:\n  - name: a\n    image: b:1\n    env:\n    - name: DB_PASSWORD\n      value: s3cr3t\n"
            "    - name: MODE\n      value: a\n    - name: MODE\n      value: b\n"
        ),
        checks={"kube.secret_in_environment": 11, "kube.duplicate_variable": 14},
    ),
    Example(
        page="concepts/configuration/configmap",
        text=_of("ConfigMap", "data:\n  ui.properties: |\n    password=hunter2hunter2\n", "v1"),
        checks={"kube.secret_in_config_map": 6},
    ),
    Example(
        page="concepts/configuration/configmap",
        text=_of("ConfigMap", "data:\n  a: x\n  a: y\n", "v1"),
        checks={"kube.duplicate_key": 7},
    ),
    Example(
        page="concepts/security/pod-security-standards",
        text=_pod(
            "  hostIPC: true\n  hostPID: true\n  hostNetwork: true\n  containers:\n  - name: a\n    image: b:1\n"
            "    ports:\n    - containerPort: 22\n      hostPort: 2222\n"
            "    securityContext:\n      privileged: true\n      procMount: Unmasked\n"
            "      capabilities:\n        add: [CAP_SYS_ADMIN]\n"
        ),
        checks={
            "kube.host_ipc": 6,
            "kube.host_pid": 7,
            "kube.host_network": 8,
            "kube.ssh_port": 13,
            "kube.host_port": 14,
            "kube.privileged_container": 16,
            "kube.unmasked_proc": 17,
            "kube.dangerous_capabilities": 19,
            "kube.pod_security": 8,
        },
    ),
    Example(
        page="concepts/storage/volumes#hostpath",
        text=_pod(
            "  containers:\n  - name: a\n    image: b:1\n    volumeMounts:\n    - name: sock\n      mountPath: /sock\n"
            "  volumes:\n  - name: sock\n    hostPath:\n      path: /var/run/docker.sock\n"
            "  - name: etc\n    hostPath: {path: /etc/kubernetes}\n"
        ),
        checks={
            "kube.host_path": 15,
            "kube.runtime_socket_mounted": 15,
            "kube.sensitive_host_path": 17,
            "kube.writable_host_path": 10,
        },
    ),
    Example(
        page="tasks/configure-pod-container/create-hostprocess-pod",
        text=_pod(
            "  securityContext:\n    windowsOptions:\n      hostProcess: true\n  containers:\n  - name: a\n    image: b:1\n"
        ),
        checks={"kube.host_process": 8},
    ),
    Example(
        page="tasks/configure-pod-container/configure-service-account",
        text=_pod("  serviceAccount: build-robot\n  containers:\n  - name: a\n    image: b:1\n"),
        checks={"kube.deprecated_account_field": 6},
    ),
    Example(
        page="tasks/configure-pod-container/configure-liveness-readiness-startup-probes",
        text=_pod(
            "  containers:\n  - name: a\n    image: b:1\n    ports:\n    - containerPort: 8080\n"
            "    livenessProbe:\n      httpGet:\n        path: /healthz\n        port: 8081\n"
        ),
        checks={"kube.probe_port_undeclared": 14},
    ),
    Example(
        page="concepts/overview/working-with-objects/namespaces",
        text=_pod("  containers:\n  - name: a\n    image: b:1\n", metadata="  namespace: default\n"),
        checks={"kube.default_namespace": 5},
    ),
    Example(
        page="tasks/administer-cluster/manage-resources/cpu-constraint-namespace",
        text=_of("LimitRange", "spec:\n  limits:\n  - {type: Container, max: {cpu: 800m}, min: {cpu: 200m}}\n", "v1")
        + "---\n"
        + _pod("  containers:\n  - name: a\n    image: b:1\n    resources:\n      limits: {cpu: '1.5'}\n"),
        checks={"kube.outside_limit_range": 18},
    ),
    Example(
        page="concepts/workloads/controllers/job",
        text=_of(
            "Job", "spec:\n  template:\n    spec:\n      containers:\n      - {name: pi, image: perl:5}\n", "batch/v1"
        ),
        checks={"kube.finished_job_kept": 5},
    ),
    Example(
        page="tasks/run-application/configure-pdb",
        text=_of(
            "PodDisruptionBudget", "spec:\n  maxUnavailable: 0%\n  selector: {matchLabels: {app: zk}}\n", "policy/v1"
        ),
        checks={"kube.budget_allows_none": 6},
    ),
    *(
        Example(
            page="tasks/run-application/horizontal-pod-autoscale-walkthrough",
            text=DEPLOYMENT
            + "---\n"
            + _of(
                "PodDisruptionBudget",
                f"spec:\n  minAvailable: {least}\n  selector: {{matchLabels: {{app: nginx}}}}\n",
                "policy/v1",
            )
            + "---\n"
            + _of(
                "HorizontalPodAutoscaler",
                "spec:\n  scaleTargetRef: {kind: Deployment, name: nginx-deployment}\n  minReplicas: 4\n  maxReplicas: 6\n",
                "autoscaling/v2",
            ),
            checks={check: 28},
        )
        for least, check in (
            ("4", "kube.budget_equals_autoscaler"),
            ("5", "kube.budget_above_autoscaler"),
            ("120%", "kube.budget_above_autoscaler_maximum"),
            ("7", "kube.budget_above_autoscaler_maximum"),
        )
    ),
    Example(
        page="tasks/run-application/horizontal-pod-autoscale-walkthrough",
        text=_of("HorizontalPodAutoscaler", "spec:\n  minReplicas: 1\n  maxReplicas: 1\n", "autoscaling/v2"),
        checks={"kube.autoscaler_minimum_of_one": 6, "kube.autoscaler_without_room": 7},
    ),
    Example(
        page="concepts/services-networking/ingress",
        text=_of("Ingress", "spec:\n  rules:\n  - {host: foo.bar.com}\n", "networking.k8s.io/v1"),
        checks={"kube.ingress_without_tls": 5},
    ),
    Example(
        page="concepts/services-networking/gateway",
        text=_of(
            "Gateway", "spec:\n  listeners:\n  - name: https\n    protocol: HTTPS\n", "gateway.networking.k8s.io/v1"
        ),
        checks={"kube.gateway_without_certificate": 7},
    ),
    Example(
        page="tasks/configure-pod-container/security-context",
        text=_pod(
            "  securityContext:\n    runAsUser: 1000\n    allowPrivilegeEscalation: false\n"
            "  containers:\n  - name: a\n    image: b:1\n"
        ),
        checks={"kube.misplaced_security_context": 8, "kube.privilege_escalation": 10},
    ),
    Example(
        page="tasks/administer-cluster/sysctl-cluster",
        text=_pod(
            "  securityContext:\n    sysctls:\n    - name: net.core.somaxconn\n      value: '1024'\n"
            "  containers:\n  - name: a\n    image: b:1\n"
        ),
        checks={"kube.unsafe_sysctls": 8},
    ),
    Example(
        page="tasks/configure-pod-container/configure-service-account",
        text=_pod("  serviceAccountName: build-robot\n  containers:\n  - name: a\n    image: b:1\n"),
        checks={"kube.missing_service_account": 6},
    ),
    Example(
        page="tasks/run-application/horizontal-pod-autoscale-walkthrough",
        text=DEPLOYMENT
        + "---\n"
        + _of(
            "HorizontalPodAutoscaler", "spec:\n  scaleTargetRef: {kind: Deployment, name: nginx}\n", "autoscaling/v2"
        ),
        checks={"kube.autoscaler_without_target": 28},
    ),
    Example(
        page="gateway-api.sigs.k8s.io/guides/http-redirect-rewrite",
        text=_of(
            "Gateway",
            "spec:\n  tls: {frontend: {default: {validation: {mode: AllowInsecureFallback}}}}\n  listeners:\n"
            "  - name: http\n    protocol: HTTP\n    allowedRoutes:\n      namespaces: {from: All}\n",
            "gateway.networking.k8s.io/v1",
        )
        + "---\n"
        + _of(
            "HTTPRoute",
            "spec:\n  parentRefs: [{name: demo}]\n  rules:\n  - backendRefs:\n    - {name: a, namespace: b, port: 80}\n",
            "gateway.networking.k8s.io/v1",
        ),
        checks={
            "kube.gateway_accepts_unverified_clients": 6,
            "kube.gateway_open_to_all": 11,
            "kube.route_of_any_host": 17,
            "kube.route_without_encryption": 18,
            "kube.reference_without_grant": 21,
        },
    ),
    Example(
        page="concepts/services-networking/service",
        text=DEPLOYMENT
        + "---\n"
        + _of(
            "Service",
            "spec:\n  type: NodePort\n  selector: {app: nginx}\n  ports:\n  - {port: 80, targetPort: web}\n",
            "v1",
        )
        + "---\n"
        + _of("Service", "spec:\n  selector: {app: ngnix}\n", "v1"),
        checks={
            "kube.exposed_service": 28,
            "kube.service_port_unnamed": 31,
            "kube.service_selects_no_workload": 38,
        },
    ),
    Example(
        page="reference/access-authn-authz/rbac",
        text=_of("ClusterRole", 'rules:\n- apiGroups: ["*"]\n  resources: ["*"]\n  verbs: ["*"]\n'),
        checks={
            "kube.role_enters_pods": 7,
            "kube.wildcard_in_role": 6,
            "kube.role_reads_secrets": 6,
            "kube.role_creates_pods": 6,
        },
    ),
    Example(
        page="reference/access-authn-authz/rbac",
        text=_of("ClusterRoleBinding", "roleRef: {kind: ClusterRole, name: cluster-admin}\n"),
        checks={"kube.binding_to_admin": 5, "kube.binding_enters_pods": 5},
    ),
    Example(
        page="reference/access-authn-authz/rbac",
        text=_of("RoleBinding", "roleRef: {kind: Role, name: pod-reader}\n"),
        checks={"kube.dangling_binding": 5},
    ),
)
