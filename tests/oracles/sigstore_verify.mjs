// What @sigstore/verify makes of bundles: node sigstore_verify.mjs CASES.json prints a line for each of `cases`, "verified"
// or the code of the refusal. A case: bundle, root (a trusted root), artifact (base64) or null, identity, issuer, keys
// (hint and pem), logs and certificateLogs (how many it needs).
import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

let sigstore;
try {
    const { bundleFromJSON } = await import('@sigstore/bundle');
    const { TrustedRoot } = await import('@sigstore/protobuf-specs');
    const { toSignedEntity, toTrustMaterial, Verifier } = await import('@sigstore/verify');
    sigstore = { bundleFromJSON, TrustedRoot, toSignedEntity, toTrustMaterial, Verifier };
} catch {
    process.exit(77);
}

function verdict(row) {
    const finder = (hint) => {
        const key = row.keys.find((candidate) => candidate.hint === hint);
        if (!key) throw new Error('no such key');
        return { publicKey: createPublicKey(key.pem), validFor: () => true };
    };
    const trust = sigstore.toTrustMaterial(sigstore.TrustedRoot.fromJSON(row.root), finder);
    const verifier = new sigstore.Verifier(trust, { tlogThreshold: row.logs, ctlogThreshold: row.certificateLogs, timestampThreshold: 1 });
    const artifact = row.artifact === null ? undefined : Buffer.from(row.artifact, 'base64');
    const entity = sigstore.toSignedEntity(sigstore.bundleFromJSON(row.bundle), artifact);
    const exactly = (text) => `^${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`;
    const policy = row.identity ? { subjectAlternativeName: exactly(row.identity), extensions: { issuer: row.issuer } } : undefined;
    verifier.verify(entity, policy);
    return 'verified';
}

for (const row of JSON.parse(readFileSync(process.argv[2], 'utf8')).cases) {
    try {
        console.log(verdict(row));
    } catch (error) {
        console.log(error.code ?? error.name);
    }
}
