// What every verb of `ward update` begins with: the project, its recipes and lock file, upstream's doors, the
// advisories.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actions/update/recipe/recipe_branches.h"
#include "actions/update/recipe/recipe_file.h"
#include "actions/update/run/prepare.h"
#include "faces/cli/command.h"
#include "facts/advisory/advisory.h"
#include "model/report.h"

namespace ward::cli {

// Stays where it is: contexts point into it.
class UpdateSetup {
  public:
    static Result<std::unique_ptr<UpdateSetup>> open(const Invocation& invocation);
    UpdateSetup(const UpdateSetup&) = delete;
    UpdateSetup& operator=(const UpdateSetup&) = delete;

    // The recipes that the arguments, --group and --except leave; where nothing is named, all that are enabled and
    // whose folder the project has (what was left out for that is told in the log). In the file's order, members of a
    // group together, the outer folder first.
    enum class For : uint8_t {
        looking,  // what is named, enabled or not
        taking,   // refuses what is not enabled; who names a member of a group has all of it (but with --to)
    };
    Result<std::vector<const update::Recipe*>> chosen(const std::vector<std::string>& ids, For what) const;

    update::PrepareContext context();
    // An empty report about the project, with the advisories that were asked.
    Report report(const Invocation& invocation) const;
    // `damaged` where a page of the advisory database was.
    Result<void> check_advisories() const;

    const Root& project() const { return *project_; }
    const std::string& folder() const { return folder_; }
    const update::RecipeFile& recipes() const { return recipes_; }
    // Others than those that were found: of another commit.
    void use_recipes(update::RecipeFile recipes) { recipes_ = all_lines_ = std::move(recipes); }
    // As the file has them, for whatever line; recipes() are those of the line that is worked on.
    const update::RecipeFile& recipes_of_all_lines() const { return all_lines_; }
    void use_line(std::string_view branch);
    // The branch of the line that is worked on; empty: none that a recipe has a rule for.
    const std::string& line() const { return line_; }
    const update::LockFile& lock() const { return lock_; }
    net::Http* http() const { return http_.get(); }

  private:
    UpdateSetup() = default;
    Result<void> read_recipes(const Invocation& invocation);
    Result<void> find_line(const Invocation& invocation);
    Result<void> read_lock();
    Result<void> open_doors(const Invocation& invocation);
    Result<bool> has_folder(const std::string& path) const;
    bool is_excepted(const update::Recipe& recipe) const;
    // Every enabled recipe, or those of --group, that the project has.
    Result<std::vector<const update::Recipe*>> all_that_are_here() const;
    Result<std::vector<const update::Recipe*>> named(const std::vector<std::string>& ids, For what) const;
    std::optional<std::vector<std::string>> advisories_of(const update::Recipe& recipe, std::string_view version) const;

    Log log_;
    std::string folder_;
    std::optional<Root> project_;
    update::RecipeFile all_lines_;
    std::string line_;
    update::RecipeFile recipes_;
    update::LockFile lock_;
    std::unique_ptr<net::Http> http_;
    update::World world_;
    std::optional<update::ArtefactStore> store_;
    std::shared_ptr<const advisory::Index> advisories_;
    std::vector<std::string> warnings_;
    std::vector<std::string> groups_;
    std::vector<std::string> except_;
    std::string wanted_;
    std::string from_folder_;
    bool ignore_cooldown_ = false;
};

// The text of the recipes that are in the program.
std::string_view built_in_recipes(std::string_view name);

}  // namespace ward::cli
