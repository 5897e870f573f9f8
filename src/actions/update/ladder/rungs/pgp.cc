// pgp: a detached OpenPGP signature by a signer who is pinned by fingerprint, over the artefact or over another file
// that upstream publishes (word `of`: a file of checksums, which rung sums then reads).
#include <fmt/core.h>

#include "actions/update/ladder/gpgv.h"
#include "actions/update/ladder/rung_input.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view pgp_words[] = {"keyring", "signer", "signature", "url", "file", "of", "of_url"};

struct Signed {
    std::string name;
    std::string_view bytes;
};

Result<RungResult> climb_pgp(const RungInput& input) {
    PgpDemand demand;
    WARD_TRY(demand.keyring, project_file(input, "keyring", max_keyring_bytes));
    WARD_TRY(demand.signer, word_of(input, "signer"));
    const std::string where = fmt::format("{}:{}", input.recipe->id, input.demand->line);
    if (demand.signer.empty())
        return fail(ErrorCode::usage, "pgp needs `signer`: any key of a keyring is too many", where);
    std::vector<Signed> all;
    std::optional<Evidence> other;
    if (input.demand->words.contains("of") || input.demand->words.contains("of_url")) {
        WARD_TRY(other, evidence_of(input, "of", "of_url", {}));
        if (!other) return absent(input, "what should be signed is not published");
        all.push_back({other->name, other->bytes});
    } else {
        WARD_TRY(const std::vector<const Fetched*> subjects, subjects_of(input));
        for (const Fetched* fetched : subjects) all.push_back({fetched->name, fetched->bytes});
    }
    if (all.size() > 1 && (input.demand->words.contains("signature") || input.demand->words.contains("url")))
        return fail(ErrorCode::usage, "pgp: one signature is named and several artefacts; name the `file`", where);
    RungResult result = holds(input, "");
    std::vector<std::string> said;
    for (const Signed& one : all) {
        WARD_TRY(const std::optional<Evidence> signature,
                 evidence_of(input, "signature", "url", {one.name + ".asc", one.name + ".sig"}));
        if (!signature) return absent(input, fmt::format("{} has no signature", display(one.name)));
        WARD_TRY(const PgpResult verified, verify_pgp(one.bytes, signature->bytes, demand, input.world->program_path));
        if (!verified.problem.empty())
            return fails(input,
                         fmt::format("{}: {}: {}", verified.problem, display(one.name), display(verified.detail)));
        said.push_back(fmt::format("{} is {}", display(one.name), display(verified.detail)));
        result.evidence.emplace_back("pgp.signer", verified.primary);
        if (verified.fingerprint != verified.primary) result.evidence.emplace_back("pgp.key", verified.fingerprint);
    }
    result.detail = join(said, "; ");
    return result;
}

}  // namespace

WARD_UPDATE_RUNG(pgp) = {
    .name = "pgp",
    .summary = "an OpenPGP signature by a pinned signer",
    .words = pgp_words,
    .climb = climb_pgp,
};

}  // namespace ward::update
