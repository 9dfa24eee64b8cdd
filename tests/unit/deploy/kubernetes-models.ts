import { Deployment } from 'kubernetes-models/apps/v1/Deployment';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { Job } from 'kubernetes-models/batch/v1/Job';
import { Ingress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import { Namespace } from 'kubernetes-models/v1/Namespace';
import { PersistentVolumeClaim } from 'kubernetes-models/v1/PersistentVolumeClaim';
import { Service } from 'kubernetes-models/v1/Service';

interface Model {
  readonly type: new (data: never) => { validate(): void };
  /** Where its type is declared. */
  readonly module: string;
}

/** The schemas of what we deploy, by apiVersion and kind. */
export const kubernetesModels: Readonly<Record<string, Model>> = {
  'apps/v1/Deployment': { type: Deployment, module: 'kubernetes-models/apps/v1/Deployment' },
  'autoscaling/v2/HorizontalPodAutoscaler': {
    type: HorizontalPodAutoscaler,
    module: 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler',
  },
  'batch/v1/Job': { type: Job, module: 'kubernetes-models/batch/v1/Job' },
  'networking.k8s.io/v1/Ingress': {
    type: Ingress,
    module: 'kubernetes-models/networking.k8s.io/v1/Ingress',
  },
  'networking.k8s.io/v1/NetworkPolicy': {
    type: NetworkPolicy,
    module: 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy',
  },
  'policy/v1/PodDisruptionBudget': {
    type: PodDisruptionBudget,
    module: 'kubernetes-models/policy/v1/PodDisruptionBudget',
  },
  'v1/Namespace': { type: Namespace, module: 'kubernetes-models/v1/Namespace' },
  'v1/PersistentVolumeClaim': {
    type: PersistentVolumeClaim,
    module: 'kubernetes-models/v1/PersistentVolumeClaim',
  },
  'v1/Service': { type: Service, module: 'kubernetes-models/v1/Service' },
};

interface Probe {
  readonly httpGet?: { readonly path: string; readonly httpHeaders?: unknown };
}
type Labels = Readonly<Record<string, string>>;

interface PodTemplate {
  readonly metadata: { readonly labels: Labels };
  readonly spec: {
    readonly automountServiceAccountToken?: boolean;
    readonly securityContext?: { readonly runAsNonRoot?: boolean };
    readonly volumes?: readonly unknown[];
    readonly containers: readonly {
      readonly ports?: readonly { readonly name: string }[];
      readonly startupProbe?: Probe;
      readonly livenessProbe?: Probe;
      readonly readinessProbe?: Probe;
      readonly securityContext?: {
        readonly allowPrivilegeEscalation?: boolean;
        readonly capabilities?: unknown;
      };
      readonly resources?: { readonly limits?: Labels };
    }[];
  };
}

/** A manifest, as far as the tests look at it. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly replicas?: number;
    readonly minReplicas?: number;
    readonly minAvailable?: number;
    readonly egress?: unknown;
    readonly selector: Labels & { readonly matchLabels?: Labels };
    readonly ports: readonly { readonly targetPort: string }[];
    readonly template: PodTemplate;
  };
}
