// What a leak check reads of strangers: headers of bundles, texts, patches, names of remotes, lines of a push. Hits lie
// inside the bytes, nothing is left to find where all was redacted, and what a header says is bounded.
// LINK: ward_release
#include <cstdlib>
#include <string>
#include <string_view>

#include "actions/release/embargo/bundle.h"
#include "actions/release/embargo/mail_patch.h"
#include "actions/release/embargo/matcher.h"
#include "actions/release/embargo/push_guard.h"
#include "actions/release/embargo/remote_identity.h"

namespace {

using namespace ward::release;

const TaintMatcher& matcher() {
    static const TaintMatcher made = [] {
        auto matcher = TaintMatcher::of({.report_ids = {"2871234", "R-1"},
                                         .cve_ids = {"CVE-2026-41414"},
                                         .private_urls = {"https://github.com/a/b/pull/1"},
                                         .handles = {"mark", "a_b_c1"},
                                         .titles = {"a b a b a b a b a b", "one two three four"},
                                         .summaries = {"x1 <b>y</b> [z](w) a b a b a b \xc3\xa9"},
                                         .commit_ids = {"0123456789abcdef0123456789abcdef01234567"}});
        if (!matcher) std::abort();
        return *std::move(matcher);
    }();
    return made;
}

void try_text(std::string_view text) {
    for (const Taint& taint : matcher().find(text))
        if (taint.begin >= taint.end || taint.end > text.size()) std::abort();
    for (const Taint& taint : matcher().find(matcher().redact(text)))
        if (taint.rule != TaintRule::private_commit && taint.rule != TaintRule::private_blob) std::abort();
    for (const MailPatch& patch : patches_in(text))
        if (patch.line == 0) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try_text(text);
    if (const auto bundle = parse_bundle(text, "x")) {
        if (bundle->pack >= text.size() || bundle->refs.size() > max_bundle_refs + 1) std::abort();
        for (const BundleRef& ref : bundle->refs)
            if (ref.id.size() != bundle->id_bytes || ref.name.empty() || ref.name.contains('\n')) std::abort();
    }
    const std::string identity = remote_identity(text.substr(0, text.find('\n')), "/nonexistent");
    if (identity.contains('@') && identity.find('@') < identity.find('/')) std::abort();
    (void)parse_pre_push(text);
    return 0;
}
