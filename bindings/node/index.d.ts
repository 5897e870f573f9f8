/** What can be asked for: node's scopes, and `env` and `signal`. */
export type Scope =
  | 'fs' | 'fs.read' | 'fs.write' | 'child' | 'worker' | 'addon' | 'wasi' | 'inspector' | 'net' | 'env' | 'signal';

/** A path, relative ones to the current folder; for other scopes what was granted: `'tcp:443'`, a program, a variable. */
export type Reference = string | Uint8Array | URL;

/** node's flags without their dashes, as in the `permission` object of a node.config.json. */
export interface Grants {
  'allow-fs-read'?: string | string[];
  'allow-fs-write'?: string | string[];
  /** `true`: any program; else files that may be executed. */
  'allow-child-process'?: boolean | string | string[];
  'allow-worker'?: boolean;
  'allow-addons'?: boolean;
  'allow-wasi'?: boolean;
  'allow-inspector'?: boolean;
  /** `true`: all of the network; else `tcp:PORT`, `HOST:PORT`, `unix:PATH`, `udp`. */
  'allow-net'?: boolean | string | string[];
  'allow-env'?: boolean | string | string[];
  'allow-signal'?: boolean;
}

export interface Options {
  /** Where relative paths of the grants start; the current folder by default. */
  folder?: string;
  /** Once confined: modes, owners, times and extended attributes. Refused by default. */
  metadata?: 'deny' | 'allow';
  /** Once confined: namespaces, chroot, ptrace. Refused by default. */
  nested?: boolean;
}

export interface Enforcement {
  /** What the policy asks for and this kernel cannot keep, one sentence each. */
  notEnforced: string[];
  /** What is kept otherwise than a reader may expect. */
  remarks: string[];
  landlockAbi: number;
}

export interface Plan extends Enforcement {
  paths: { path: string; rights: string }[];
}

/** Thrown by `require()`: the fields of node's own ERR_ACCESS_DENIED. */
export interface AccessDenied extends Error {
  code: 'ERR_ACCESS_DENIED';
  permission: string;
  resource: string;
}

export class Permission {
  /** Throws ERR_INVALID_ARG_VALUE for words that are no grant, ERR_INVALID_ARG_TYPE for values of other types. */
  constructor(grants?: Grants | string[], options?: Options);
  /** As process.permission.has(). */
  has(scope: Scope | string, reference?: Reference | null): boolean;
  /** Throws AccessDenied where has() is false. */
  require(scope: Scope | string, reference?: Reference | null): void;
  /** Takes a grant back by the value it was given with; without one all of the scope. Whether anything was taken. */
  drop(scope: Scope | string, reference?: string | null): boolean;
  /** What confine() would do, without doing it. */
  plan(): Plan;
  /** Confines the whole process for good: every thread, and everything it starts. */
  confine(options?: { strict?: boolean }): Enforcement;
}

/** What the running kernel offers. */
export function kernel(): { landlockAbi: number; seccomp: boolean; notification: boolean };
