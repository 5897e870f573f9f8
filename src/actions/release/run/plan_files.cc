#include "actions/release/run/plan_files.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/release/record/record_table.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/json_writer.h"

namespace ward::release {
namespace {

constexpr size_t least_hash_digits = 6;

std::string plans_folder(std::string_view release, std::string_view hash) {
    return Group::path_of(release, fmt::format("plans/{}", hash));
}

std::string hash_over(std::string_view plan, std::string_view after, std::string_view request) {
    return sha256_hex(fmt::format("{}\n{}\n{}\n", sha256_hex(plan), sha256_hex(after), sha256_hex(request)));
}

std::string pending_path(std::string_view release) {
    return Group::path_of(release, "pending.json");
}

void write_table(JsonWriter& json, std::string_view name, const std::map<std::string, std::string>& texts) {
    json.key(name).begin_object();
    for (const auto& [key, text] : texts) json.member(key, text);
    json.end_object();
}

}  // namespace

std::string to_json(const PlanRequest& request) {
    JsonWriter json;
    json.begin_object().key("arguments").begin_array();
    for (const std::string& argument : request.arguments) json.value(argument);
    json.end_array();
    write_table(json, "files", request.files);
    json.member("schema", record_schema).member("step", request.step);
    write_table(json, "words", request.words);
    json.end_object();
    return json.take();
}

Result<PlanRequest> plan_request_from_json(std::string_view text, std::string_view name) {
    WARD_TRY(const Node root, parse_json(text, name));
    RecordTable table(root, name, "a plan's request");
    PlanRequest request;
    request.arguments = table.texts("arguments");
    request.files = table.text_table("files");
    table.find("schema");
    request.step = table.needed("step");
    // Not by text_table(): a word may have several lines.
    if (const Node* words = table.find("words"); words != nullptr) {
        if (!words->is_table() || words->fields.size() > max_planned_words) table.fault(*words, "are no words");
        for (const auto& [key, value] : words->fields) {
            if (value.is_string()) request.words.emplace(key, value.text);
            else table.fault(value, "is no text");
        }
    }
    WARD_TRY_VOID(table.finish());
    return request;
}

std::vector<GroupChange> PlanFiles::changes(std::string_view release) const {
    const std::string folder = plans_folder(release, hash);
    return {{folder + "/plan.json", plan}, {folder + "/after.json", after}, {folder + "/request.json", request}};
}

PlanFiles files_of(const StepPlan& planned, std::string_view step) {
    engine::Plan plan = planned.plan;
    plan.notes.clear();  // for people, and of the day
    PlanRequest request{.step = std::string(step), .words = planned.words, .arguments = planned.arguments};
    for (const GroupFile& file : planned.files) request.files[file.name] = sha256_hex(file.content);
    PlanFiles files{
        .hash = {}, .plan = engine::to_json(plan), .after = to_json(planned.after), .request = to_json(request)};
    files.hash = hash_over(files.plan, files.after, files.request);
    return files;
}

Result<KeptPlan> kept_plan(const Group& group, std::string_view release, const std::string& hash) {
    const std::string folder = plans_folder(release, hash);
    WARD_TRY(const auto plan, group.read(folder + "/plan.json"));
    WARD_TRY(const auto after, group.read(folder + "/after.json"));
    WARD_TRY(const auto request, group.read(folder + "/request.json"));
    if (!plan || !after || !request) return fail(ErrorCode::conflict, "the plan is not there", folder);
    if (hash_over(*plan, *after, *request) != hash)
        return fail(ErrorCode::conflict, "is another plan than its name says", folder);
    KeptPlan kept;
    WARD_TRY(kept.plan, engine::plan_from_json(*plan, folder + "/plan.json"));
    WARD_TRY(kept.after, release_from_json(*after, folder + "/after.json"));
    WARD_TRY(kept.request, plan_request_from_json(*request, folder + "/request.json"));
    return kept;
}

std::string to_json(const std::vector<PendingPlan>& pending) {
    JsonWriter json;
    json.begin_object().key("pending").begin_array();
    for (const PendingPlan& one : pending)
        json.begin_object()
            .member("author", one.author)
            .member("plan", one.plan)
            .member("since", one.since)
            .member("step", one.step)
            .end_object();
    json.end_array().member("schema", record_schema).end_object();
    return json.take();
}

Result<std::vector<PendingPlan>> pending_plans(const Group& group, std::string_view release) {
    const std::string path = pending_path(release);
    std::vector<PendingPlan> out;
    WARD_TRY(const auto text, group.read(path));
    if (!text) return out;
    WARD_TRY(const Node root, parse_json(*text, path));
    RecordTable table(root, path, "the list of plans");
    table.find("schema");
    table.tables("pending", max_pending_plans, [&](const Node& node) -> Result<void> {
        RecordTable row(node, path, "a plan");
        PendingPlan one;
        one.author = row.needed("author");
        one.plan = row.needed("plan");
        one.since = row.needed("since");
        one.step = row.needed("step");
        out.push_back(std::move(one));
        return row.finish();
    });
    WARD_TRY_VOID(table.finish());
    return out;
}

Result<PendingPlan> pending_plan(const Group& group, std::string_view release, std::string_view hash) {
    WARD_TRY(const std::vector<PendingPlan> pending, pending_plans(group, release));
    if (hash.size() < least_hash_digits)
        return fail(ErrorCode::usage,
                    fmt::format("a plan is named by its hash, {} digits at least", least_hash_digits));
    const PendingPlan* found = nullptr;
    for (const PendingPlan& one : pending) {
        if (!one.plan.starts_with(hash)) continue;
        if (found != nullptr) return fail(ErrorCode::usage, "several plans begin so");
        found = &one;
    }
    if (found == nullptr) return fail(ErrorCode::not_found, "no such plan waits (ward release plan)");
    return *found;
}

Result<std::vector<GroupChange>> without_pending(const Group& group, std::string_view release, std::string_view hash) {
    WARD_TRY(std::vector<PendingPlan> pending, pending_plans(group, release));
    const auto gone = std::ranges::remove(pending, hash, &PendingPlan::plan);
    if (gone.empty()) return std::vector<GroupChange>();
    pending.erase(gone.begin(), gone.end());
    std::optional<std::string> text;
    if (!pending.empty()) text = to_json(pending);
    return std::vector<GroupChange>{{pending_path(release), std::move(text)}};
}

}  // namespace ward::release
