#include "actions/release/run/step_parts.h"

#include <fmt/format.h>

#include "actions/release/run/effect_kind.h"
#include "actions/release/vulndb/script_json.h"
#include "actions/update/run/effects.h"
#include "base/text.h"
#include "formats/digest.h"
#include "formats/document.h"

namespace ward::release {
namespace {

constexpr std::string_view issue_prefix = "https://github.com/";
constexpr std::string_view issue_part = "/issues/";

// "https://github.com/a/b/issues/7" as "a/b#7"; nothing for another URL.
std::optional<std::string> issue_target(std::string_view url) {
    if (!url.starts_with(issue_prefix)) return std::nullopt;
    url.remove_prefix(issue_prefix.size());
    const size_t at = url.find(issue_part);
    if (at == std::string_view::npos) return std::nullopt;
    return fmt::format("{}#{}", url.substr(0, at), url.substr(at + issue_part.size()));
}

void set_field(Node& table, std::string_view key, Node value) {
    table.kind = Node::Kind::table;
    for (auto& [name, old] : table.fields) {
        if (name != key) continue;
        old = std::move(value);
        return;
    }
    table.fields.emplace_back(key, std::move(value));
}

}  // namespace

Result<std::string> needed_word(const StepInput& input, const std::string& option) {
    const auto found = input.words.find(option);
    if (found == input.words.end() || found->second.empty())
        return fail(ErrorCode::usage, fmt::format("--{} is needed", option));
    return found->second;
}

Result<std::vector<OutputFile>> outputs_of(std::string_view kind, const StepPlan& plan, const StepInput& input,
                                           int64_t number, std::string previous) {
    const OutputKind* output = output_named(kind);
    if (output == nullptr) return fail(ErrorCode::internal, fmt::format("there is no output '{}'", kind));
    return output->make({.release = plan.after,
                         .project = input.project,
                         .now = input.now,
                         .previous = std::move(previous),
                         .number = number});
}

Result<void> plan_file(StepPlan& plan, const StepInput& input, std::string_view checkout, std::string path,
                       std::string content) {
    const auto found = input.doors.checkouts.find(checkout);
    if (found == input.doors.checkouts.end()) {
        plan.files.push_back({"outputs/" + path.substr(path.rfind('/') + 1), std::move(content)});
        return {};
    }
    WARD_TRY(std::string there, update::digest_of_file(found->second.root, path));
    if (there == sha256_hex(content)) return {};
    engine::Effect effect{.kind = "file.write",
                          .target = fmt::format("{} {}", checkout, path),
                          .summary = fmt::format("write {} in the checkout '{}'", path, checkout),
                          .content = {{"text", std::move(content)}},
                          .requires_state = {{"sha256", std::move(there)}}};
    effect.undo = effect_kind_named(effect.kind)->undo;
    plan.plan.effects.push_back(std::move(effect));
    return {};
}

Result<void> plan_comments(StepPlan& plan, const StepInput& input, std::string_view what, std::string_view text,
                           bool close) {
    for (const auto& [name, url] : input.release.places.issues) {
        const auto target = issue_target(url);
        if (!target) continue;
        engine::Effect effect{.kind = "issue.comment",
                              .target = *target,
                              .summary = fmt::format("comment on {}{}", *target, close ? " and close it" : ""),
                              .content = {}};
        const std::string marker =
            fmt::format("<!-- ward:{:.32} -->", sha256_hex(fmt::format("{}\n{}\n{}", input.release.id, *target, what)));
        effect.content = {
            {"marker", marker}, {"body", fmt::format("{}\n{}", text, marker)}, {"close", close ? "yes" : "no"}};
        effect.undo = effect_kind_named(effect.kind)->undo;
        // What is done is not planned again.
        WARD_TRY(const engine::Sight sight,
                 effect_kind_named(effect.kind)->look(input.doors, effect, engine::Doubt::none));
        if (sight.standing != engine::Standing::present) plan.plan.effects.push_back(std::move(effect));
    }
    return {};
}

Result<void> plan_banner(StepPlan& plan, const StepInput& input) {
    WARD_TRY(const std::vector<OutputFile> banner, outputs_of("banner", plan, input));
    const auto site = input.doors.checkouts.find("site");
    if (site == input.doors.checkouts.end())
        return plan_file(plan, input, "site", banner.front().name, banner.front().content);
    constexpr size_t max_site_bytes = 4u << 20;
    const std::string& path = input.project.banner_path;
    WARD_TRY(const std::string text, site->second.root.read(path, max_site_bytes));
    WARD_TRY(Node root, parse_json(text, path));
    WARD_TRY(const Node wanted, parse_json(banner.front().content, "banner.json"));
    const Node* banners = root.find("websiteBanners");
    const Node* old = banners == nullptr ? nullptr : banners->find("index");
    Node index = wanted;
    // A banner that is up already keeps its beginning: the plan must not depend on when it is made.
    if (old != nullptr && text_at(*old, "link") == text_at(wanted, "link") &&
        text_at(*old, "text") == text_at(wanted, "text") && old->find("startDate") != nullptr)
        set_field(index, "startDate", *old->find("startDate"));
    Node all = banners == nullptr ? Node() : *banners;
    set_field(all, "index", std::move(index));
    set_field(root, "websiteBanners", std::move(all));
    return plan_file(plan, input, "site", path, vulndb::script_json(root) + '\n');
}

}  // namespace ward::release
