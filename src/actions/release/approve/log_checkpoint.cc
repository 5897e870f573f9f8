#include "actions/release/approve/log_checkpoint.h"

#include <algorithm>
#include <array>

#include <fmt/core.h>

#include "actions/release/approve/signature.h"
#include "actions/release/record/record_table.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

using Kind = LogProblem::Kind;

constexpr std::string_view schema = "ward-release-checkpoint/1";
constexpr DocumentLimits checkpoint_limits{.bytes = max_checkpoint_bytes, .depth = 2, .nodes = 50, .aliases = 0};

// Why it is not believed.
std::optional<std::string> refusal(const Checkpoint& checkpoint, const SignedCheckpoint& given, const LogReport& report,
                                   const Stewards& stewards) {
    const auto signer = signer_of(given.statement, given.signature, SigningPurpose::checkpoint, stewards);
    if (!signer) return signer.error().what;
    if (signer->steward->name != checkpoint.by)
        return fmt::format("is signed by {}, and says {}", signer->steward->name, checkpoint.by);
    if (auto unfit = signer->key->unfit_at(checkpoint.at)) return unfit;
    if (!report.release.empty() && checkpoint.release != report.release) return "is of another release";
    return std::nullopt;
}

void compare(LogReport& report, const Checkpoint& checkpoint) {
    const auto found = std::ranges::find(report.entries, checkpoint.number, &LogEntry::number);
    const int64_t last = report.entries.empty() ? -1 : report.entries.back().number;
    if (found == report.entries.end() && checkpoint.number > last)
        report.problems.push_back({Kind::truncated, 0,
                                   fmt::format("{} saw entry {} at {}, and the log ends with entry {}", checkpoint.by,
                                               checkpoint.number, format_instant(checkpoint.at), last)});
    else if (found != report.entries.end() &&
             report.checks[static_cast<size_t>(found - report.entries.begin())] != checkpoint.head)
        report.problems.push_back({Kind::rewritten, 0,
                                   fmt::format("entry {}, or one before it, is not what {} saw at {}",
                                               checkpoint.number, checkpoint.by, format_instant(checkpoint.at))});
}

}  // namespace

Checkpoint checkpoint_of(const LogReport& report, std::string by, Instant at) {
    return {.release = report.release,
            .number = report.entries.empty() ? -1 : report.entries.back().number,
            .head = report.head(),
            .by = std::move(by),
            .at = at};
}

std::string to_json(const Checkpoint& checkpoint) {
    JsonWriter json;
    json.begin_object().member("at", format_instant(checkpoint.at)).member("by", checkpoint.by);
    json.member("head", checkpoint.head).member("n", checkpoint.number).member("release", checkpoint.release);
    return json.member("schema", schema).end_object().take();
}

Result<Checkpoint> checkpoint_from_json(std::string_view text, std::string_view file) {
    WARD_TRY(const Node root, parse_json(text, file, checkpoint_limits));
    RecordTable table(root, file, "the checkpoint");
    const std::array schemas{schema};
    (void)table.word("schema", schemas, 0);
    Checkpoint checkpoint{.release = table.needed("release"), .head = table.needed("head"), .by = table.needed("by")};
    checkpoint.at = parse_instant(table.needed("at")).value_or(0);
    const Node* number = table.find("n");
    if (number == nullptr || number->kind != Node::Kind::integer || number->integer < 0)
        table.fault(root, "'n' is the number of an entry");
    else checkpoint.number = number->integer;
    WARD_TRY_VOID(table.finish());
    if (to_json(checkpoint) != text)
        return fail(ErrorCode::parse, "the checkpoint is not in the form in which it is signed", std::string(file));
    return checkpoint;
}

void check_against(LogReport& report, std::span<const SignedCheckpoint> checkpoints, const Stewards& stewards) {
    for (const SignedCheckpoint& given : checkpoints) {
        const auto checkpoint = checkpoint_from_json(given.statement, given.file);
        auto reason =
            checkpoint ? refusal(*checkpoint, given, report, stewards) : std::optional(checkpoint.error().what);
        if (!reason) compare(report, *checkpoint);
        else report.problems.push_back({Kind::checkpoint, 0, fmt::format("{}: {}", given.file, *reason)});
    }
}

}  // namespace ward::release
