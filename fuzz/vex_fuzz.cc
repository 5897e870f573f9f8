// Any bytes as a document about exploitability: refused or read, and whatever it states has an id, a status and, where
// it closes a matter as not_affected, a reason.
// LINK: ward_formats
#include <cstddef>
#include <cstdlib>

#include "formats/document.h"
#include "formats/versions/vers.h"
#include "formats/vex/vex.h"

namespace {

void check(const ward::Result<ward::vex::Document>& document) {
    if (!document) return;
    if (document->problems.size() > ward::vex::max_problems + 1) std::abort();
    for (const ward::vex::Statement& statement : document->statements) {
        if (statement.ids.empty() || statement.status.empty()) std::abort();
        const bool unfounded =
            statement.status == "not_affected" && statement.justification.empty() && statement.reason.empty();
        if (unfounded) std::abort();
        if (ward::versions::is_vers(statement.versions))
            (void)ward::versions::vers_contains(statement.versions, "1.0.0", nullptr);
    }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name that libFuzzer looks for
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto root = ward::parse_json(text, "fuzz");
    (void)ward::vex::form_of(text, root ? &*root : nullptr);
    check(ward::vex::read_ignore_list(text, "fuzz"));
    if (!root) return 0;
    check(ward::vex::read_csaf(*root, "fuzz"));
    check(ward::vex::read_cyclonedx(*root, "fuzz"));
    check(ward::vex::read_vulnerability_list(*root, "fuzz"));
    return 0;
}
