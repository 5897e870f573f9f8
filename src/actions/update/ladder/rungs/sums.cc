// sums: the checksums that upstream publishes. Of the same server as the artefact, so they stop accidents and a mirror
// that lies, but nobody who can change both; a signature over them does (rung pgp with `of`).
#include <algorithm>

#include <fmt/core.h>

#include "actions/update/ladder/rung_input.h"
#include "actions/update/ladder/sums_file.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view sums_words[] = {"asset", "url", "algorithm", "file"};

// As projects call them, where the recipe does not say.
std::vector<std::string> usual_names(std::span<const Fetched> fetched) {
    std::vector<std::string> names = {"SHA256SUMS", "SHA256SUMS.txt", "SHASUMS256.txt", "sha256sums.txt",
                                      "SHA512SUMS", "SHA512SUMS.txt", "checksums.txt"};
    for (const Fetched& one : fetched)
        for (const std::string_view end : {".sha256", ".sha256sum", ".sha512", ".sha512sum"})
            names.push_back(one.name + std::string(end));
    return names;
}

Result<RungResult> climb_sums(const RungInput& input) {
    WARD_TRY(const std::string algorithm_word, word_of(input, "algorithm"));
    const auto algorithm = sha_algorithm(algorithm_word);
    if (!algorithm_word.empty() && !algorithm)
        return fail(ErrorCode::usage, "sums: the algorithm is sha256, sha384 or sha512", display(algorithm_word));
    WARD_TRY(const std::vector<const Fetched*> subjects, subjects_of(input));
    WARD_TRY(const std::optional<Evidence> file, evidence_of(input, "asset", "url", usual_names(input.fetched)));
    if (!file) return absent(input, "upstream publishes no checksums with this version");
    WARD_TRY(const std::vector<Sum> sums, parse_sums(file->bytes, file->name));
    RungResult result = holds(input, "");
    std::vector<std::string> said;
    for (const Fetched* fetched : subjects) {
        WARD_TRY(std::vector<Sum> own, sums_of(sums, fetched->name, file->name));
        if (algorithm) std::erase_if(own, [&](const Sum& sum) { return sum.algorithm != *algorithm; });
        // All have to be right: a list that says both is no list of this file.
        for (const Sum& sum : own) {
            const std::string digest = hex(sha2(sum.algorithm, fetched->bytes).view());
            if (digest != sum.digest)
                return fails(input,
                             fmt::format("{} has the {} {}; {}:{} says {}", display(fetched->name),
                                         name_of(sum.algorithm), digest, display(file->name), sum.line, sum.digest));
            result.evidence.emplace_back(fmt::format("sums.{}", name_of(sum.algorithm)), digest);
        }
        if (own.empty())
            return fails(input, fmt::format("{} is not in {}", display(fetched->name), display(file->name)));
        said.push_back(fmt::format("{} is in {}", display(fetched->name), display(file->name)));
    }
    result.evidence.emplace_back("sums.file", file->name);
    result.detail = join(said, "; ");
    return result;
}

}  // namespace

WARD_UPDATE_RUNG(sums) = {
    .name = "sums",
    .summary = "checksums that upstream publishes",
    .words = sums_words,
    .climb = climb_sums,
};

}  // namespace ward::update
