#include "actions/release/approve/approval_files.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/approve/signature.h"
#include "base/fd.h"
#include "base/root.h"
#include "base/text.h"

namespace ward::release {
namespace {

constexpr std::string_view statement_end = ".json";

std::string approvals_folder(std::string_view plan) {
    return "approvals/" + std::string(plan);
}

bool is_plan_hash(std::string_view text) {
    return text.size() == 64 && std::ranges::all_of(text, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

Result<void> check_plan(std::string_view plan) {
    if (is_plan_hash(plan)) return {};
    return fail(ErrorCode::usage, "a plan is named by the 64 hexadecimal digits of its hash");
}

// A file that is too large is no signature, and not a reason to stop either.
std::string read_signature(const Root& root, const std::string& path) {
    return root.read(path, max_signature_file_bytes).value_or("");
}

}  // namespace

std::string approval_path(const Approval& approval) {
    return approvals_folder(approval.plan) + "/" + approval.approver + std::string(statement_end);
}

Result<void> write_approval(const std::string& repository, const Approval& approval, const std::string& signature) {
    WARD_TRY_VOID(check_plan(approval.plan));
    if (!is_steward_name(approval.approver)) return fail(ErrorCode::usage, "an approver is named as a steward is");
    WARD_TRY_VOID(make_folders(repository + "/" + approvals_folder(approval.plan)));
    const std::string path = repository + "/" + approval_path(approval);
    WARD_TRY_VOID(replace_file(path + ".sig", signature, 0600));
    return replace_file(path, to_json(approval), 0600);
}

Result<std::vector<SignedApproval>> read_approvals(const std::string& repository, const std::string& plan) {
    WARD_TRY_VOID(check_plan(plan));
    const auto root = Root::open(repository + "/" + approvals_folder(plan));
    if (!root && root.error().code == ErrorCode::not_found) return std::vector<SignedApproval>();
    if (!root) return std::unexpected(root.error());
    std::vector<SignedApproval> approvals;
    for (const Entry& entry : root->walk({.depth = 1}, [](std::string_view) { return false; }).entries) {
        if (entry.kind != EntryKind::file || !entry.path.ends_with(statement_end)) continue;
        if (approvals.size() == max_approval_files)
            return fail(ErrorCode::limit, fmt::format("has more than {} approvals", max_approval_files), root->path());
        WARD_TRY(std::string statement, root->read(entry.path, max_approval_bytes));
        approvals.push_back({entry.path, std::move(statement), read_signature(*root, entry.path + ".sig")});
    }
    return approvals;
}

}  // namespace ward::release
