#include "actions/release/approve/approval.h"

#include <algorithm>
#include <array>

#include "actions/release/approve/steps.h"
#include "actions/release/record/record_table.h"
#include "base/text.h"
#include "formats/document.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

constexpr std::string_view schema = "ward-release-approval/1";
constexpr DocumentLimits approval_limits{.bytes = max_approval_bytes, .depth = 4, .nodes = 10'000, .aliases = 0};

bool is_instant(std::string_view text) {
    return parse_instant(text).has_value();
}

std::optional<Instant> instant_at(RecordTable& table, std::string_view key) {
    return parse_instant(table.formed(key, is_instant, "time"));
}

}  // namespace

ApprovalRequest approval_request(const engine::Plan& plan, std::string release, std::string step,
                                 std::optional<Instant> lift_at, std::string author) {
    ApprovalRequest request{.release = std::move(release), .step = std::move(step), .plan = engine::hash_of(plan)};
    request.lift_at = lift_at;
    request.author = std::move(author);
    for (const engine::Effect& effect : plan.effects)
        if (effect.undo.empty()) request.no_return.push_back(effect.summary);
    return request;
}

Approval approval_of(const ApprovalRequest& request, std::string approver, Instant at, Instant lifetime) {
    return {.release = request.release,
            .step = request.step,
            .plan = request.plan,
            .lift_at = request.lift_at,
            .no_return = request.no_return,
            .approver = std::move(approver),
            .at = at,
            .expires = at + lifetime};
}

std::string to_json(const Approval& approval) {
    JsonWriter json;
    json.begin_object().member("approver", approval.approver).member("at", format_instant(approval.at));
    json.member("expires", format_instant(approval.expires));
    json.member_or_null("lift_at", approval.lift_at ? std::optional(format_instant(*approval.lift_at)) : std::nullopt);
    // One on a line: they are what the signer has to read.
    json.key("no_return").begin_array();
    for (const std::string& point : approval.no_return) json.value(point);
    json.end_array();
    json.member("plan", approval.plan).member("release", approval.release).member("schema", schema);
    json.member("step", approval.step).end_object();
    return json.take();
}

Result<Approval> approval_from_json(std::string_view text, std::string_view file) {
    WARD_TRY(const Node root, parse_json(text, file, approval_limits));
    RecordTable table(root, file, "the approval");
    const std::array schemas{schema};
    (void)table.word("schema", schemas, 0);
    Approval approval{.release = table.needed("release"),
                      .step = table.needed("step"),
                      .plan = table.needed("plan"),
                      .approver = table.needed("approver")};
    const Node* lift_at = root.find("lift_at");
    approval.lift_at = lift_at != nullptr && lift_at->kind == Node::Kind::null
                           ? (void(table.find("lift_at")), std::nullopt)
                           : instant_at(table, "lift_at");
    approval.no_return = table.texts("no_return");
    approval.at = instant_at(table, "at").value_or(0);
    approval.expires = instant_at(table, "expires").value_or(0);
    if (!approval.step.empty() && !is_approval_step(approval.step)) table.fault(root, "'step' is no step of a release");
    if (!approval.approver.empty() && !is_steward_name(approval.approver))
        table.fault(root, "'approver' is no steward's name");
    WARD_TRY_VOID(table.finish());
    // One statement is one text: nothing that a reader might see otherwise can be signed.
    if (to_json(approval) != text)
        return fail(ErrorCode::parse, "the approval is not in the form in which it is signed", std::string(file));
    return approval;
}

std::string Judgement::text() const {
    std::vector<std::string> parts;
    parts.reserve(approved.size());
    for (const Counted& one : approved) parts.push_back(one.steward + " (" + one.key + ")");
    std::string line = parts.empty() ? "approved by nobody" : "approved by " + join(parts, ", ");
    if (missing() > 0) line += "; " + std::to_string(missing()) + " of " + std::to_string(needed) + " missing";
    for (const std::string& remark : remarks) line += "; " + remark;
    return line;
}

}  // namespace ward::release
