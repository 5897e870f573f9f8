// The option rows of `ward policy`.
#pragma once

#include "faces/cli/command.h"
#include "faces/cli/packuments.h"

namespace ward::cli {

inline constexpr Option manifest_options[] = {
    {.name = "manifest", .argument = "FILE", .help = "the manifest (default: policy.json in the folder)"},
    {.name = "semantics",
     .argument = "WHOSE",
     .help = "ward: of several digests the strongest algorithm counts; node: any match is enough, as in Node.js 20",
     .choices = "ward|node"},
    {.name = "case-sensitive",
     .help = "let two keys differ by letter case or composition alone: the files will never stand on Windows or a Mac"},
};

inline constexpr Option signature_options[] = {
    {.name = "signature",
     .argument = "FILE",
     .help = "refuse a manifest that this detached signature (CMS, DER) does not hold for",
     .repeat = Repeat::many},
    {.name = "trust",
     .argument = "FILE",
     .help = "a certificate (PEM) that the signature has to lead to",
     .repeat = Repeat::many},
    {.name = "trust-system", .help = "let it lead to any certificate that this system trusts"},
    {.name = "intermediates",
     .argument = "FILE",
     .help = "certificates (PEM) that may lie between, not trusted for themselves",
     .repeat = Repeat::many},
    {.name = "crl", .argument = "FILE", .help = "a revocation list (PEM or DER) to heed", .repeat = Repeat::many},
    {.name = "require-crl", .help = "refuse a certificate that no revocation list speaks of"},
    {.name = "timestamp-trust",
     .argument = "FILE",
     .help = "a time-stamping authority's certificate (PEM): its word counts for when something was signed",
     .repeat = Repeat::many},
    {.name = "any-usage", .help = "take certificates that are not for signing code"},
    {.name = "ed25519",
     .argument = "FILE",
     .help = "refuse a manifest that this raw Ed25519 signature does not hold for"},
    {.name = "ed25519-key", .argument = "FILE", .help = "the public key (PEM) of --ed25519"},
    {.name = "sigstore",
     .argument = "FILE",
     .help = "refuse a manifest that this Sigstore bundle does not hold for; nothing is fetched",
     .repeat = Repeat::many},
    {.name = "sigstore-root",
     .argument = "FILE",
     .help = "whom --sigstore, --attestations and --fetch-attestations believe (trusted_root.json)"},
    {.name = "identity",
     .argument = "NAME",
     .help = "with --sigstore: the signer, exactly (an address, or a workflow)"},
    {.name = "issuer", .argument = "URL", .help = "with --sigstore: who says that it is the signer, exactly"},
    {.name = "any-identity", .help = "with --sigstore: whoever signed"},
    {.name = "policy-integrity",
     .argument = "SRI",
     .help = "refuse a manifest whose bytes have another digest than this (\"sha384-...\")"},
    {.name = "min-serial", .argument = "N", .help = "refuse a manifest with a serial below this, or with none"},
};

inline constexpr Option sign_options[] = {
    {.name = "key",
     .argument = "FILE",
     .help = "the private key (PEM): RSA from 2048 bits, an elliptic curve, or Ed25519 without a certificate"},
    {.name = "cert",
     .argument = "FILE",
     .help = "the signer's certificate (PEM), and those that go along; without one the signature is raw (FILE.sig)",
     .repeat = Repeat::many},
    {.name = "digest",
     .argument = "NAME",
     .help = "sha256, sha384 or sha512 (default: sha384)",
     .choices = "sha256|sha384|sha512"},
    {.name = "passphrase-file", .argument = "FILE", .help = "the key's passphrase: the first line of this file"},
    {.name = "any-usage", .help = "sign with a certificate that is not for signing code"},
    {.name = "output",
     .letter = 'o',
     .argument = "FILE",
     .help = "write the signature here (default: FILE.p7s or FILE.sig)"},
};

inline constexpr Option diff_options[] = {
    {.name = "json", .help = "as JSON (ward-policy-diff/1)"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write it here instead of standard output"},
};

inline constexpr Option edit_options[] = {
    {.name = "dir", .argument = "DIR", .help = "the folder of the manifest's keys (default: the manifest's own)"},
    {.name = "replace", .help = "with add: digest a file again that is listed already"},
    {.name = "serial", .argument = "N", .help = "give the manifest this number"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the manifest here and leave the old one"},
};

inline constexpr Option export_options[] = {
    {.name = "format",
     .argument = "NAME",
     .help =
         "node: for node 16 to 22.1; import-map: integrity of an import map; sha256sum, sha384sum, sha512sum: lines "
         "that these programs check; fsverity: digests that fs-verity gives the files; ima: security.ima of each file, "
         "for "
         "setfattr --restore; cat: a signed catalog of Windows",
     .choices = "cat|fsverity|ima|import-map|node|sha256sum|sha384sum|sha512sum"},
    {.name = "key", .argument = "FILE", .help = "with cat: the private key (PEM)"},
    {.name = "cert", .argument = "FILE", .help = "with cat: the signer's certificate and those that go along (PEM)"},
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write it here instead of standard output"},
};

inline constexpr Option verify_options[] = {
    {.name = "ignore-extra", .help = "say nothing of files that the manifest does not have"},
    {.name = "against-registry",
     .help = "no manifest: compare every installed file of node_modules with the tarballs that the lock file names"},
    {.name = "npm-keys",
     .argument = "FILE",
     .help = "with --against-registry: demand that the registry signed each package, by a key of this file (what its "
             "/-/npm/v1/keys answers)"},
    packuments_option,
    {.name = "attestations",
     .argument = "DIR",
     .help =
         "with --against-registry: verify who built the packages that have a document here (NAME@VERSION.json, what "
         "the registry's /-/npm/v1/attestations/NAME@VERSION answers), by --sigstore-root"},
    {.name = "fetch-attestations",
     .help = "with --against-registry: ask the registry for those documents that are not in --attestations, and verify "
             "them in the same way"},
};

// Of --against-registry and --from-lock.
inline constexpr Option registry_options[] = {
    {.name = "lock", .argument = "FILE", .help = "of the lock files in the folder, go by this one"},
    {.name = "npm-cache",
     .argument = "DIR",
     .help = "take the lock file's tarballs from npm's cache there (default: npm's own, where it is)"},
    {.name = "yarn-cache",
     .argument = "DIR",
     .help = "take the archives of Yarn 2 and newer from this folder (default: the project's own, and Yarn's own)",
     .repeat = Repeat::many},
    {.name = "tarballs",
     .argument = "DIR",
     .help = "take the lock file's tarballs from this folder",
     .repeat = Repeat::many},
    {.name = "download", .help = "fetch from the registry what is nowhere else"},
    {.name = "registry",
     .argument = "URL",
     .help = "the registry that is asked (default: https://registry.npmjs.org)",
     .config = "npm.registry"},
};

inline constexpr Option exec_options[] = {
    {.name = "dir", .argument = "DIR", .help = "the folder of the manifest's keys (default: the manifest's own)"},
    {.name = "confine",
     .help = "grant nothing but files: without this, network, environment, workers, addons and WASI are open"},
    {.name = "conditions",
     .argument = "NAME",
     .help = "a condition for node's imports, and for the manifest's",
     .repeat = Repeat::many},
    {.name = "allow-ability",
     .argument = "NAME",
     .help =
         "let code in node do this, which no file's digest speaks for: vm and compile run text as code, repl and "
         "inspector hand out the process, eval-entry is -e and standard input, eval-worker a worker made from text, "
         "hooks other loaders, bindings node's insides, compile-cache code from a cache, v8-flags switches of V8",
     .repeat = Repeat::many,
     .choices = "bindings|compile|compile-cache|eval-entry|eval-worker|hooks|inspector|repl|v8-flags|vm"},
    {.name = "native", .help = "let node 16 to 22.1 enforce the manifest itself, too (--experimental-policy)"},
    {.name = "no-hook", .help = "leave the dependency maps to nobody"},
    {.name = "no-eval", .help = "refuse code made from strings (node's --disallow-code-generation-from-strings)"},
    {.name = "no-wasm", .help = "refuse WebAssembly from bytes"},
    {.name = "profile",
     .argument = "NAME",
     .help = "what the program needs to start, as in `ward run` (default: by the program)",
     .repeat = Repeat::many,
     .offers = "libc|network|node|none|npm|programs|python"},
    {.name = "watch",
     .help = "stay beside the program, and end it when a listed file is written to from outside (fanotify)"},
    {.name = "strict", .help = "refuse to run where not all of it can be enforced"},
    {.name = "landlock-abi",
     .argument = "N",
     .help = "use no more than this Landlock ABI: to see what an older kernel would do"},
};

inline constexpr Option tree_options[] = {
    {.name = "leave-out",
     .argument = "GLOB",
     .help = "leave these paths out, beside those that the manifest itself excludes",
     .repeat = Repeat::many},
    {.name = "index",
     .argument = "FILE",
     .help = "remember digests here, and read no file again that the file system says is the same; whoever can write "
             "this file can hide a change"},
};

inline constexpr Option create_options[] = {
    {.name = "output", .letter = 'o', .argument = "FILE", .help = "write the manifest here (default: standard output)"},
    {.name = "from-run", .help = "run the command that follows --, unconfined, and list the files that it reads"},
    {.name = "from-lock",
     .help = "list a file of node_modules only where its bytes are those of the tarball that the lock file names, and "
             "say which are not"},
    {.name = "with-generated",
     .help = "with --from-lock: list and record, too, what no tarball brings and an install script may have made"},
    {.name = "dir", .argument = "DIR", .help = "with --from-run: the folder (default: the current one)"},
    {.name = "algorithm",
     .argument = "NAME",
     .help = "digests to list: sha256, sha384, sha512 (default: sha384)",
     .repeat = Repeat::many,
     .choices = "sha256|sha384|sha512"},
    {.name = "crlf",
     .argument = "WHAT",
     .help = "dual: list of each text what it is with the other line ending, too",
     .choices = "dual"},
    {.name = "dependencies",
     .argument = "WHAT",
     .help = "any: every file may import everything that is listed; graph: what it asks for in its text, each request "
             "pinned to its file (default: any)",
     .choices = "any|graph"},
    {.name = "conditions",
     .argument = "NAME",
     .help = "with --dependencies graph: a condition of exports and imports, beside node's own",
     .repeat = Repeat::many},
    {.name = "serial",
     .argument = "N",
     .help = "the manifest's number, which grows with each release: signed, it stops rollback"},
    {.name = "case-sensitive",
     .help = "let two files differ by letter case or composition alone: they will never stand on Windows or a Mac"},
};

}  // namespace ward::cli
