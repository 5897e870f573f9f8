// See signatures.h.
#include "faces/cli/policy/signatures.h"

#include <fmt/format.h>

#include "base/text.h"
#include "formats/sri.h"

namespace ward::cli {
namespace {

// Any match, as node's flag of this name has it: the caller chose what is listed.
Result<void> check_digest(std::string_view bytes, const std::string& text, std::vector<std::string>* said) {
    WARD_TRY(const auto hashes, parse_sri(text, SriReading::strict));
    Sha2 sha(needed_algorithms(hashes, SriReading::strict));
    sha.add(bytes);
    if (!matches(hashes, sha.finish(), SriReading::strict))
        return fail(ErrorCode::conflict, "the manifest is another one: its digest differs", "--policy-integrity");
    if (said != nullptr) said->push_back("the manifest has the digest that --policy-integrity names");
    return {};
}

}  // namespace

Result<void> check_signatures(const Invocation& invocation, std::string_view bytes, std::vector<std::string>* said) {
    if (invocation.has("policy-integrity"))
        WARD_TRY_VOID(check_digest(bytes, invocation.value("policy-integrity"), said));
    return {};
}

Result<void> check_serial(const Invocation& invocation, const policy::Manifest& manifest) {
    if (!invocation.has("min-serial")) return {};
    const auto least = to_number<int64_t>(invocation.value("min-serial"));
    if (!least || *least < 0) return fail(ErrorCode::usage, "needs a number, 0 or above", "--min-serial");
    if (!manifest.ward || !manifest.ward->serial)
        return fail(ErrorCode::conflict, "the manifest has no serial: it could be any older one", "--min-serial");
    if (*manifest.ward->serial < *least)
        return fail(ErrorCode::conflict,
                    fmt::format("the manifest is an older one: its serial is {}, and at least {} is asked for",
                                *manifest.ward->serial, *least),
                    "--min-serial");
    return {};
}

}  // namespace ward::cli
