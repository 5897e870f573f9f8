#!/usr/bin/env python3
"""The registry's signatures over installed packages: registry_signatures.py WARD

A registry on the loopback interface signs, with a key made here, every package of the real tree of tests/build. `ward policy verify
--against-registry --npm-keys` and npm's own library (pacote) say the same of it: all signed; then one signature over another version, one
package without any. What only ward tells: a document of another tarball than the lock file's, and one that is not there.
Exit 77 where the tree, its tarballs or openssl are not there.
"""
import base64
import http.server
import json
import pathlib
import subprocess
import sys
import tempfile
import threading
import urllib.parse

from registry import BUILD, cached, expect, failures, npm_cache, skip, verify

WARD = sys.argv[1]


class Signer:
    def __init__(self, folder):
        self.key = folder / "key.pem"
        self.scratch = folder / "message"
        subprocess.run(["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", self.key], check=True, capture_output=True)
        der = subprocess.run(["openssl", "pkey", "-in", self.key, "-pubout", "-outform", "DER"], check=True, capture_output=True).stdout
        self.keys = {"keys": [{"expires": None, "keyid": "SHA256:of-this-test", "keytype": "ecdsa-sha2-nistp256", "scheme": "ecdsa-sha2-nistp256",
                               "key": base64.b64encode(der).decode()}]}

    def sign(self, message):
        self.scratch.write_text(message)
        signature = subprocess.run(["openssl", "dgst", "-sha256", "-sign", self.key, self.scratch], check=True, capture_output=True).stdout
        return {"keyid": "SHA256:of-this-test", "sig": base64.b64encode(signature).decode()}


ATTESTATIONS = "-/npm/v1/attestations/"
# Nobody is believed by it: a document that is no attestation is found out, and others are for registry_provenance_test.
NO_ROOT = {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1", "tlogs": [], "certificateAuthorities": [], "ctlogs": [],
           "timestampAuthorities": []}


class Registry(http.server.BaseHTTPRequestHandler):
    documents, keys = {}, {}
    attestations, asked = {}, []  # by "name@version": a status, or an answer

    def do_GET(self):
        path = urllib.parse.unquote(self.path.split("?")[0])[1:]
        if path.startswith(ATTESTATIONS):
            self.asked.append(self.path)
            return self.reply(self.attestations.get(path.removeprefix(ATTESTATIONS), 404))
        answer = self.keys if path == "-/npm/v1/keys" else self.documents.get(path)
        self.reply(answer if answer is not None else 404)

    def reply(self, answer):
        body = json.dumps({"error": "none"} if isinstance(answer, int) else answer).encode()
        self.send_response(answer if isinstance(answer, int) else 200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


# `npm audit signatures` fetches the roots of Sigstore first, whatever it is asked; this is the part of npm that it then calls.
PACOTE = """
const [place, registry, keys, specs] = process.argv.slice(2);
const pacote = require(place), fs = require('fs');
const held = JSON.parse(fs.readFileSync(keys)).keys.map(key => ({ ...key, pemkey: `-----BEGIN PUBLIC KEY-----\\n${key.key}\\n-----END PUBLIC KEY-----` }));
const options = { registry, verifySignatures: true, [registry.replace(/^http:/, '') + ':_keys']: held, cache: keys + '-cache', preferOnline: true };
(async () => {
  const out = { invalid: [], missing: [] };
  for (const spec of JSON.parse(fs.readFileSync(specs))) {
    try {
      const manifest = await pacote.manifest(spec, options);
      if (!manifest._signatures) out.missing.push(spec);
    } catch (error) {
      if (error.code !== 'EINTEGRITYSIGNATURE') throw error;
      out.invalid.push(spec);
    }
  }
  console.log(JSON.stringify(out));
})();
"""


def npm_says(port, folder, locked, names):
    """Names of npm's library: whose signature is wrong, and who has none."""
    where = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=True).stdout.strip() + "/npm/node_modules/pacote"
    if not pathlib.Path(where).is_dir():
        skip(f"npm has no pacote in {where}")
    script, specs = folder / "pacote.js", folder / "specs.json"
    script.write_text(PACOTE)
    specs.write_text(json.dumps(sorted({f"{names[place]}@{p['version']}" for place, p in locked.items()})))
    run = subprocess.run(["node", script, where, f"http://127.0.0.1:{port}/", folder / "keys.json", specs], capture_output=True, text=True, timeout=300)
    if run.returncode != 0:
        sys.exit(f"registry_signatures.py: pacote: {run.stderr[:600]}")
    return tuple({spec.rsplit("@", 1)[0] for spec in json.loads(run.stdout)[kind]} for kind in ("invalid", "missing"))


def ask_for_attestations(folder, cache, locked, names, port):
    """Each package's document is asked for where the registry's documentation says that it is, and held to the roots."""
    root = folder / "trusted_root.json"
    root.write_text(json.dumps(NO_ROOT))

    def ward():
        Registry.asked.clear()
        return verify(BUILD, "--npm-cache", str(cache), "--fetch-attestations", "--sigstore-root", str(root), "--registry", f"http://127.0.0.1:{port}")

    status, report = ward()
    wanted = {f"/{ATTESTATIONS}{names[place].replace('/', '%2f')}@{p['version']}" for place, p in locked.items()}
    expect("attestations: none, and each asked for", (status, set(Registry.asked)), (0, wanted))
    label = {name: f"{name}@{next(p['version'] for place, p in locked.items() if names[place] == name)}" for name in ("webpack", "typescript", "webpack-cli")}
    Registry.attestations = {label["webpack"]: {"attestations": [{"predicateType": "https://slsa.dev/provenance/v1", "bundle": {}}]},
                             label["typescript"]: 500, label["webpack-cli"]: {"attestations": []}}
    status, report = ward()
    expect("attestations: one that does not hold", told(report, "package-provenance", names), {"webpack"})
    expect("attestations: one that was not to be had", {names[part["path"]] for part in report["skipped"]}, {"typescript"})
    expect("attestations: is not complete", (status, report["summary"]["complete"]), (1, False))
    if subprocess.run([WARD, "policy", "verify", "--against-registry", "--fetch-attestations", "--offline", "--sigstore-root", root, BUILD],
                      capture_output=True).returncode != 2:
        failures.append("attestations: --offline")


def told(report, rule, places):
    return {places[f["evidence"][0]["path"]] for f in report["findings"] if f["rule"] == rule}


def main():
    if not (BUILD / "node_modules/webpack").is_dir():
        skip("tests/build is not installed")
    cache = npm_cache()
    packages = json.loads((BUILD / "package-lock.json").read_text())["packages"]
    locked = {place: p for place, p in packages.items() if place and (BUILD / place).is_dir()}
    if any(not cached(cache, p["integrity"]).is_file() for p in locked.values()):
        skip("tarballs are not in npm's cache")
    names = {place: p.get("name", place.rsplit("node_modules/", 1)[1]) for place, p in locked.items()}
    with tempfile.TemporaryDirectory(prefix="ward-signatures-") as scratch:
        folder = pathlib.Path(scratch)
        try:
            signer = Signer(folder)
        except OSError:
            skip("openssl is not installed")
        (folder / "keys.json").write_text(json.dumps(signer.keys))
        documents = {}
        for place, package in locked.items():
            name, version, integrity = names[place], package["version"], package["integrity"]
            document = documents.setdefault(name, {"name": name, "dist-tags": {"latest": version}, "versions": {}})
            document["versions"][version] = {"name": name, "version": version, "dist": {
                "tarball": f"https://registry.npmjs.org/{name}/-/{version}.tgz", "integrity": integrity, "signatures": [signer.sign(f"{name}@{version}:{integrity}")]}}
        Registry.documents, Registry.keys = documents, signer.keys
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Registry)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        port = server.server_address[1]

        def ward():
            lines = folder / "documents.ndjson"
            lines.write_text("".join(json.dumps(d) + "\n" for d in documents.values()))
            return verify(BUILD, "--npm-cache", str(cache), "--npm-keys", str(folder / "keys.json"), "--packuments", str(lines))

        status, report = ward()
        expect("all signed: exit status", status, 0)
        expect("all signed: complete", report["summary"]["complete"], True)
        expect("all signed: npm says so too", npm_says(port, folder, locked, names), (set(), set()))
        text = subprocess.run([WARD, "policy", "verify", "--against-registry", "--npm-cache", str(cache), "--npm-keys", str(folder / "keys.json"),
                               "--packuments", str(folder / "documents.ndjson"), str(BUILD)], capture_output=True, text=True).stdout
        expect("all signed: counts", f"{len(locked)} of {len(locked)} packages are signed by the registry\n" in text, True)

        def dist(name):
            (version,) = documents[name]["versions"]
            return documents[name]["versions"][version]["dist"], version

        webpack, version = dist("webpack")
        webpack["signatures"] = [signer.sign(f"webpack@{version}0:{webpack['integrity']}")]
        typescript, _ = dist("typescript")
        del typescript["signatures"]
        status, report = ward()
        expect("two are not: exit status", status, 1)
        wrong, unsigned = told(report, "package-signature", names), told(report, "unsigned-package", names)
        expect("two are not: told", (wrong, unsigned), ({"webpack"}, {"typescript"}))
        expect("two are not: npm says the same", npm_says(port, folder, locked, names), (wrong, unsigned))

        cli, version = dist("webpack-cli")
        cli["integrity"] = webpack["integrity"]
        cli["signatures"] = [signer.sign(f"webpack-cli@{version}:{cli['integrity']}")]
        gone = next(name for name in sorted(documents) if name.startswith("@"))
        del documents[gone]
        status, report = ward()
        expect("another tarball's document", told(report, "package-signature", names), {"webpack", "webpack-cli"})
        expect("no document", {names[part["path"]] for part in report["skipped"]}, {gone})
        expect("no document: is not complete", report["summary"]["complete"], False)
        ask_for_attestations(folder, cache, locked, names, port)
        server.shutdown()
    if failures:
        sys.exit(f"registry_signatures.py: {len(failures)} failed")


if __name__ == "__main__":
    main()
