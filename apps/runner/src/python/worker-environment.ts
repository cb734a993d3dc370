import { fileURLToPath } from 'node:url';

/** The folder with the worker's Python sources and pins: beside the runner's code, built or not. */
export const WORKER_FOLDER = fileURLToPath(new URL('../../worker', import.meta.url));
/** The data that come with the runner. */
export const ASSETS_FOLDER = fileURLToPath(new URL('../../data', import.meta.url));
/** The Python packages that the runner brings. */
export const WORKER_SOURCES = fileURLToPath(new URL('../../worker/src', import.meta.url));

/** What the runner sets for every training process. */
const FIXED = {
  PYTHONUTF8: '1',
  PYTHONUNBUFFERED: '1',
  // A dict's or set's order must not differ between two trainings.
  PYTHONHASHSEED: '0',
  // Without it cuBLAS is not deterministic (CUDA 10.2 and later); it is read before CUDA starts.
  CUBLAS_WORKSPACE_CONFIG: ':4096:8',
} as const;

type Variables = Readonly<Record<string, string | undefined>>;

/** What a program needs to run at all, to find the network and to speak the person's language. */
const SYSTEM = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LANGUAGE', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'LD_LIBRARY_PATH'],
  ...['SYSTEMROOT', 'WINDIR', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PATHEXT', 'COMSPEC', 'PROGRAMDATA'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY', 'ALL_PROXY', 'SSL_CERT_FILE', 'SSL_CERT_DIR', 'REQUESTS_CA_BUNDLE'],
  ...['CURL_CA_BUNDLE', 'XDG_CACHE_HOME', 'PYENV_ROOT', 'PYENV_VERSION'],
];
const SYSTEM_PREFIXES = ['LC_'];

/** What devices and libraries of a training are set by. HF_ holds the person's own token for gated models, if any. */
const TRAINING_PREFIXES = [
  ...['CUDA_', 'NVIDIA_', 'NCCL_', 'HIP_', 'HSA_', 'ROCR_', 'ROCM_', 'PYTORCH_', 'TORCH_', 'MPS_'],
  ...['OMP_', 'MKL_', 'OPENBLAS_', 'HF_', 'HUGGINGFACE_', 'HUGGING_FACE_', 'TRANSFORMERS_', 'TOKENIZERS_', 'BNB_'],
];

/** The same rule for a training process on another machine, which takes what its own environment has of these. */
export const WORKER_ENVIRONMENT = {
  names: SYSTEM,
  prefixes: [...SYSTEM_PREFIXES, ...TRAINING_PREFIXES],
  fixed: FIXED,
} as const;

/** Where pip and npm find their packages. */
const INSTALLING_PREFIXES = ['PIP_', 'NPM_CONFIG_', 'NODE_EXTRA_CA_CERTS'];

function chosen(variables: Variables, prefixes: readonly string[]): Record<string, string> {
  const isWanted = (name: string) => SYSTEM.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
  return Object.fromEntries(
    // Proxies go by either case, and so do all names on Windows.
    Object.entries(variables).filter((entry): entry is [string, string] => {
      const [name, value] = entry;
      return value !== undefined && isWanted(name.toUpperCase());
    }),
  );
}

/**
 * The environment of a training process: what the system and the devices need, taken from `variables` by name, and
 * nothing else: no key or token of the runner reaches code that a task may have brought.
 */
export function workerVariables(variables: Variables): Readonly<Record<string, string>> {
  return { ...chosen(variables, [...SYSTEM_PREFIXES, ...TRAINING_PREFIXES]), PYTHONPATH: WORKER_SOURCES, ...FIXED };
}

/** The environment of pip, npm and `python -m venv`. */
export function installerVariables(variables: Variables): Readonly<Record<string, string>> {
  return { ...chosen(variables, [...SYSTEM_PREFIXES, ...INSTALLING_PREFIXES]), PYTHONUTF8: '1', PYTHONUNBUFFERED: '1' };
}
