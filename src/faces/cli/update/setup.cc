// See setup.h.
#include "faces/cli/update/setup.h"

#include <algorithm>

#include <fmt/core.h>

#include "actions/update/recipe/recipe_fields.h"
#include "actions/update/run/plan_update.h"
#include "actions/update/update_report.h"
#include "base/path.h"
#include "base/process.h"
#include "base/text.h"
#include "base/time.h"
#include "faces/cli/update/hook_runner.h"
#include "faces/cli/update/project_repository.h"
#include "faces/cli/vet/report.h"
#include "judges/audit/audit.h"

namespace ward::update {
extern const std::string_view nodejs_toml;
}

namespace ward::cli {
namespace {

using update::Recipe;

constexpr std::string_view recipe_file_name = "ward.update.toml";

// Members of a group behind each other, where the file has the first of them.
std::vector<const Recipe*> groups_together(const std::vector<const Recipe*>& all) {
    std::vector<const Recipe*> out;
    for (const Recipe* recipe : all) {
        if (std::ranges::find(out, recipe) != out.end()) continue;
        std::vector<const Recipe*> members{recipe};
        if (!recipe->group.empty())
            std::ranges::copy_if(all, std::back_inserter(members),
                                 [&](const Recipe* other) { return other != recipe && other->group == recipe->group; });
        // A folder before what lies in it.
        std::ranges::sort(members, {}, &Recipe::path);
        std::ranges::copy(members, std::back_inserter(out));
    }
    return out;
}

}  // namespace

std::string_view built_in_recipes(std::string_view name) {
    return name == "nodejs" ? update::nodejs_toml : std::string_view();
}

Result<void> UpdateSetup::read_recipes(const Invocation& invocation) {
    const std::string named = invocation.value("recipes");
    std::string text(built_in_recipes(named));
    std::string name = named.empty() ? std::string(recipe_file_name) : named;
    if (!text.empty()) {
        name += " (in the program)";
    } else if (!named.empty()) {
        WARD_TRY(text, read_input(named, update::max_recipe_file_bytes));
    } else {
        WARD_TRY(auto found, read_project_file(folder_, recipe_file_name, update::max_recipe_file_bytes));
        if (!found)
            return fail(ErrorCode::usage,
                        fmt::format("has no {}; name one with --recipes, or --recipes nodejs for Node.js's own",
                                    recipe_file_name),
                        folder_);
        text = std::move(*found);
    }
    WARD_TRY(all_lines_, update::parse_recipes(text, name, update::known_words()));
    return find_line(invocation);
}

void UpdateSetup::use_line(std::string_view branch) {
    recipes_ = update::recipes_on_branch(all_lines_, branch);
    line_ = update::is_line(all_lines_, branch) ? branch : std::string_view();
}

// Which line of releases is worked on: the caller's word, else the branch that is checked out.
Result<void> UpdateSetup::find_line(const Invocation& invocation) {
    std::string line = invocation.value("branch-line");
    const bool has_rules =
        std::ranges::any_of(all_lines_.recipes, [](const Recipe& one) { return !one.branches.empty(); });
    if (line.empty() && has_rules) {
        const auto repository = ProjectRepository::open(folder_);
        if (!repository && repository.error().code != ErrorCode::not_found) return std::unexpected(repository.error());
        if (repository) line = repository->branch();
    }
    use_line(line);
    return {};
}

Result<void> UpdateSetup::read_lock() {
    WARD_TRY(const auto text, read_project_file(folder_, update::lock_name, update::max_lock_bytes));
    if (!text) return {};
    WARD_TRY(lock_, update::parse_lock(*text, update::lock_name));
    return {};
}

Result<void> UpdateSetup::open_doors(const Invocation& invocation) {
    WARD_TRY(const std::string cache, cache_folder());
    if (!invocation.has("offline")) http_ = net::curl_http("ward/" + std::string(program_version()));
    world_.http = http_.get();
    for (const auto& [option, url] :
         {std::pair("github-api", &world_.github_api), std::pair("github-web", &world_.github_web),
          std::pair("gitlab-api", &world_.gitlab_api), std::pair("registry", &world_.npm_registry)})
        if (invocation.has(option)) {
            *url = invocation.value(option);
            WARD_TRY_VOID(net::check_base_url(*url));
        }
    world_.github_token = environment("GITHUB_TOKEN");
    world_.gitlab_token = environment("GITLAB_TOKEN");
    WARD_TRY_VOID(net::check_token(world_.github_token, "GITHUB_TOKEN"));
    WARD_TRY_VOID(net::check_token(world_.gitlab_token, "GITLAB_TOKEN"));
    world_.cache_folder = cache + "/forge";
    world_.git_folder = cache + "/update/git";
    world_.project_folder = folder_;
    world_.program_path = search_path_of(environment("PATH"));
    world_.allow_local_git = invocation.has("allow-local-git");
    if (invocation.has("allow-hooks"))
        world_.run_list = [this](const Recipe& recipe) { return run_list_command(recipe, folder_); };
    store_.emplace(cache + "/update");
    return {};
}

Result<std::unique_ptr<UpdateSetup>> UpdateSetup::open(const Invocation& invocation) {
    std::unique_ptr<UpdateSetup> out(new UpdateSetup());
    out->log_ = invocation.log;
    out->folder_ = real_path(invocation.value("in", "."));
    WARD_TRY(Root root, Root::open(out->folder_));
    out->project_.emplace(std::move(root));
    WARD_TRY_VOID(out->read_recipes(invocation));
    WARD_TRY_VOID(out->read_lock());
    WARD_TRY_VOID(out->open_doors(invocation));
    WARD_TRY(const std::string database, readable_database(invocation));
    WARD_TRY(auto opened, advisory::open_database(database));
    out->advisories_ = std::move(opened.index);
    out->warnings_ = std::move(opened.warnings);
    out->groups_ = invocation.values("group");
    out->except_ = invocation.values("except");
    out->wanted_ = invocation.value("to");
    out->from_folder_ = invocation.value("from-dir");
    out->ignore_cooldown_ = invocation.has("force-cooldown");
    return out;
}

Result<bool> UpdateSetup::has_folder(const std::string& path) const {
    const auto folder = project_->open_folder(path);
    if (folder) return true;
    if (folder.error().code == ErrorCode::not_found) return false;
    return std::unexpected(folder.error());
}

bool UpdateSetup::is_excepted(const Recipe& recipe) const {
    return std::ranges::any_of(except_, [&](const std::string& id) { return recipes_.find(id) == &recipe; });
}

Result<std::vector<const Recipe*>> UpdateSetup::all_that_are_here() const {
    std::vector<const Recipe*> out;
    std::vector<std::string> absent;
    for (const Recipe& recipe : recipes_.recipes) {
        if (!recipe.enabled || is_excepted(recipe)) continue;
        if (!groups_.empty() && std::ranges::find(groups_, recipe.group) == groups_.end()) continue;
        WARD_TRY(const bool is_here, has_folder(recipe.path));
        if (is_here) out.push_back(&recipe);
        else absent.push_back(recipe.id);
    }
    // A release line has not everything that another one has: what is to be begun is named.
    if (!absent.empty())
        log_.info(fmt::format("left out, because the project has no such folder: {}; who names one begins it",
                              join(absent, ", ")));
    return out;
}

Result<std::vector<const Recipe*>> UpdateSetup::named(const std::vector<std::string>& ids, For what) const {
    std::vector<const Recipe*> out;
    const auto is_chosen = [&](const Recipe& recipe) { return std::ranges::find(out, &recipe) != out.end(); };
    for (const Recipe& recipe : recipes_.recipes) {
        if (std::ranges::none_of(ids, [&](const std::string& id) { return recipes_.find(id) == &recipe; })) continue;
        if (is_excepted(recipe)) continue;
        if (!groups_.empty() && std::ranges::find(groups_, recipe.group) == groups_.end()) continue;
        if (!recipe.enabled && what == For::taking)
            return fail(ErrorCode::usage,
                        fmt::format("[dep.{}] is not enabled: {}", recipe.id, display(recipe.disabled_reason)),
                        update::place(recipes_.name, recipe.line));
        out.push_back(&recipe);
    }
    if (!wanted_.empty() || what == For::looking) return out;
    const std::vector<const Recipe*> asked = out;
    for (const Recipe& recipe : recipes_.recipes) {
        const bool is_of_one = !recipe.group.empty() && std::ranges::any_of(asked, [&](const Recipe* one) {
            return one->group == recipe.group;
        });
        if (is_of_one && recipe.enabled && !is_excepted(recipe) && !is_chosen(recipe)) out.push_back(&recipe);
    }
    return out;
}

Result<std::vector<const Recipe*>> UpdateSetup::chosen(const std::vector<std::string>& ids, For what) const {
    std::vector<std::string_view> names;
    names.reserve(recipes_.recipes.size());
    for (const Recipe& recipe : recipes_.recipes) names.push_back(recipe.id);
    for (const std::vector<std::string>* list : {&ids, &except_})
        for (const std::string& id : *list)
            if (recipes_.find(id) == nullptr)
                return fail(ErrorCode::usage, fmt::format("no dependency '{}' in {}{}", display(id), recipes_.name,
                                                          suggestion(id, names)));
    WARD_TRY(const std::vector<const Recipe*> out, ids.empty() ? all_that_are_here() : named(ids, what));
    if (!wanted_.empty() && out.size() != 1) return fail(ErrorCode::usage, "is for one dependency; name it", "--to");
    return groups_together(out);
}

std::optional<std::vector<std::string>> UpdateSetup::advisories_of(const Recipe& recipe,
                                                                   std::string_view version) const {
    std::vector<Component> components{update::component_of(recipe, std::string(version))};
    if (components.front().identities.empty()) return std::nullopt;
    number_components(components);
    const auto findings = audit::audit(components, *advisories_);
    if (!findings) return std::nullopt;
    std::vector<std::string> out;
    for (const Finding& finding : *findings) out.push_back(finding.id);
    std::ranges::sort(out);
    return out;
}

update::PrepareContext UpdateSetup::context() {
    update::PrepareContext out;
    out.project = &*project_;
    out.lock = &lock_;
    out.world = &world_;
    out.store = &*store_;
    out.now = now();
    out.advisories = [this](const Recipe& recipe, std::string_view version) { return advisories_of(recipe, version); };
    out.wanted = wanted_;
    out.ignore_cooldown = ignore_cooldown_;
    out.from_folder = from_folder_;
    return out;
}

Report UpdateSetup::report(const Invocation& invocation) const {
    Report out = vet_report(invocation, "tree", folder_);
    out.advisories = {advisories_->info().snapshot, advisories_->info().updated,
                      static_cast<int64_t>(advisories_->info().records)};
    for (const std::string& warning : warnings_) out.notes.push_back({"database", warning, ""});
    return out;
}

Result<void> UpdateSetup::check_advisories() const {
    return advisories_->damage();
}

}  // namespace ward::cli
