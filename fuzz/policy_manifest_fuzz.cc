// LINK: ward_policy ward_formats
// A manifest, read, written, compiled in both readings and asked about its own keys.
#include <string>
#include <string_view>

#include "judges/policy/lint.h"
#include "judges/policy/normal.h"
#include "judges/policy/semantics.h"

namespace {

using namespace ward;
using namespace ward::policy;

void ask(const Manifest& manifest, const Url& base, Semantics semantics) {
    const auto compiled = compile(manifest, base, semantics);
    if (!compiled) return;
    size_t asked = 0;
    for (const Entry& entry : manifest.resources) {
        if (++asked > 16) break;
        const auto url = resource_url(entry.key, base);
        if (!url) __builtin_trap();  // it could not have been compiled
        const std::string href = url->href();
        Sha2 digest(algorithms_for(*compiled, href));
        digest.add("content");
        const IntegrityAnswer answer = assert_integrity(*compiled, href, digest.finish());
        // What is listed with hashes is judged by them and by nothing else.
        if (semantics == Semantics::ward && entry.integrity.kind == Integrity::Kind::hashes) {
            const auto hashes = parse_sri(entry.integrity.text, SriReading::strict);
            ShaDigests digests;
            for (const ShaAlgorithm algorithm : sha_algorithms) digests.set(sha2(algorithm, "content"));
            if (!hashes || answer.pass != matches(*hashes, digests, SriReading::strict)) __builtin_trap();
        }
        if (!answer.pass && answer.refusal.code == Code::none) __builtin_trap();
        for (const Dependency& dependency : entry.dependencies.entries)
            resolve_dependency(*compiled, href, dependency.key, conditions_of(Loader::import));
        resolve_dependency(*compiled, href, "../x", {});
    }
    (void)might_allow(*compiled, "file:///srv/app/x.js");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    auto manifest = parse_manifest({reinterpret_cast<const char*>(data), size}, "policy.json");
    if (!manifest) return 0;
    static const Url base = *parse_url("file:///srv/app/policy.json");
    const std::string text = manifest_text(*manifest);
    sort_manifest(*manifest);
    const auto again = parse_manifest(text, "policy.json");
    if (!again || *again != *manifest || manifest_text(*again) != text) __builtin_trap();
    ask(*manifest, base, Semantics::node);
    ask(*manifest, base, Semantics::ward);
    lint_manifest(*manifest, base);
    windows_problems(*manifest, base);
    (void)normalise(*manifest, base, FileNames::folding);
    return 0;
}
