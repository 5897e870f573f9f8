// ward release log checkpoint, log verify: the end of a log, signed, and whether the log is what was written.
#include <fmt/core.h>

#include "actions/release/approve/audit_log.h"
#include "actions/release/approve/log_checkpoint.h"
#include "actions/release/run/permit.h"
#include "base/text.h"
#include "faces/cli/release/group_setup.h"
#include "faces/cli/release/json_texts.h"
#include "faces/cli/release/step_setup.h"
#include "faces/cli/release/verbs.h"

namespace ward::cli {
namespace {

constexpr std::string_view folder_name = "checkpoints";
constexpr size_t max_checkpoints = 10'000;

Result<std::string> log_text(const release::Group& group, const std::string& id) {
    WARD_TRY(auto text, group.read(release::Group::path_of(id, "log.jsonl")));
    if (!text) return fail(ErrorCode::not_found, fmt::format("release {} has no log yet", id));
    return *std::move(text);
}

Result<std::vector<release::SignedCheckpoint>> checkpoints_of(const release::Group& group, const std::string& id) {
    std::vector<release::SignedCheckpoint> out;
    const auto root = Root::open(group.folder_of(id) + "/" + std::string(folder_name));
    if (!root && root.error().code == ErrorCode::not_found) return out;
    if (!root) return std::unexpected(root.error());
    for (const Entry& entry : root->walk({.depth = 1}, [](std::string_view) { return false; }).entries) {
        if (entry.kind != EntryKind::file || !entry.path.ends_with(".json")) continue;
        if (out.size() == max_checkpoints)
            return fail(ErrorCode::limit, fmt::format("has more than {} checkpoints", max_checkpoints), root->path());
        WARD_TRY(std::string statement, root->read(entry.path, release::max_checkpoint_bytes));
        const std::string signature =
            root->read(entry.path + ".sig", release::max_signature_file_bytes).value_or(std::string());
        out.push_back({entry.path, std::move(statement), signature});
    }
    return out;
}

}  // namespace

Result<int> release_log_verify(const Invocation& invocation) {
    WARD_TRY(const release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY(const std::string text, log_text(group, id));
    release::LogReport report = release::verify_log(text);
    WARD_TRY(const std::vector<release::SignedCheckpoint> checkpoints, checkpoints_of(group, id));
    const release::StewardTrust trust = steward_trust(invocation);
    if (!checkpoints.empty() && trust.digest.empty() && trust.root_keys.empty()) {
        invocation.log.warn(
            fmt::format("{} checkpoints are not looked at: --stewards-digest or --root-key says whose "
                        "signatures are believed",
                        checkpoints.size()));
    } else if (!checkpoints.empty()) {
        WARD_TRY(const auto stewards, release::stewards_of(group, trust, now()));
        if (!stewards) return fail(ErrorCode::not_found, "there are checkpoints and no stewards.toml");
        release::check_against(report, checkpoints, *stewards);
    }
    for (const release::LogProblem& problem : report.problems)
        invocation.log.warn(
            fmt::format("log.jsonl:{}: {}: {}", problem.line, release::name_of(problem.kind), display(problem.text)));
    if (invocation.has("json")) {
        // Whether it is embargoed or not: what was checked is the chain, and the notes are shown by `log show`.
        WARD_TRY_VOID(print(log_json("release log verify", report, true)));
    } else {
        WARD_TRY_VOID(print(fmt::format("{} {}, head {}\n", report.entries.size(),
                                        report.entries.size() == 1 ? "entry" : "entries", report.head())));
    }
    return report.damage() == nullptr ? 0 : verification_status;
}

Result<int> release_log_checkpoint(const Invocation& invocation) {
    WARD_TRY(release::Group group, open_group(invocation));
    WARD_TRY(const std::string id, release_meant(invocation, group));
    WARD_TRY_VOID(group.bring_up_to_date());
    WARD_TRY(const std::string text, log_text(group, id));
    const release::LogReport report = release::verify_log(text);
    if (const release::LogProblem* damage = report.damage(); damage != nullptr)
        return fail(ErrorCode::conflict, fmt::format("the log is damaged in line {}: it is not signed", damage->line));
    WARD_TRY(const release::CarryOptions options, carry_options(invocation, group));
    if (!release::is_steward_name(options.actor.name))
        return fail(ErrorCode::usage, "a checkpoint is a steward's (--steward)");
    const release::Checkpoint checkpoint = release::checkpoint_of(report, options.actor.name, options.now);
    const std::string path =
        release::Group::path_of(id, fmt::format("{}/{}-{}.json", folder_name, checkpoint.number, options.actor.name));
    WARD_TRY(const auto there, group.read(path));
    if (there) {
        invocation.log.info("the end of the log is signed already");
        return nothing_to_do_status;
    }
    const std::string statement = release::to_json(checkpoint);
    WARD_TRY(const std::string signature, signed_by(invocation, statement, release::SigningPurpose::checkpoint));
    const release::GroupChange changes[] = {{path, statement}, {path + ".sig", signature}};
    WARD_TRY_VOID(group.commit(changes, fmt::format("release {}: the log is signed", id), options.now));
    WARD_TRY_VOID(print(fmt::format("entry {}, head {}\n", checkpoint.number, checkpoint.head)));
    return 0;
}

}  // namespace ward::cli
