// What the rules look at: the tree's documents, manifest, build files and workflows, the refs of its repository, the
// forge's facts and the results of the scorecard's checks. Made once, then only read.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "formats/document.h"
#include "judges/scorecard/check.h"
#include "judges/scorecard/facts.h"
#include "judges/scorecard/practices/documents.h"

namespace ward::scorecard::practices {

// Of the repository that the tree is from; nothing is known of a plain folder.
struct Refs {
    bool is_repository = false;
    std::vector<std::string> tags = {};       // names, without refs/tags/
    std::optional<Instant> last_commit = {};  // when HEAD's was made
};

struct Address {
    std::string url;  // "https://github.com/nodejs/node", no slash at the end
    Evidence from;
};

// What starts a workflow.
enum class Trigger : uint8_t {
    any,
    change,    // pushes and proposals
    proposal,  // before a change is merged
    regular,   // changes, or by the clock
};

struct BuildFile {               // NOLINT(clang-analyzer-optin.performance.Padding): written as rows, in this order
    std::string_view name;       // of the file
    std::string_view tool;       // that reads it
    bool compiles = true;        // else: for languages that need no building
    bool is_free = true;         // of the tool
    std::string_view test = {};  // the usual way to start tests with it; empty: none by itself
    bool lists_dependencies = false;
    bool has_registry = false;  // its packages come from a registry that everybody reaches over TLS alone
};

struct FoundBuild {
    const BuildFile* kind = nullptr;
    Evidence where = {};
};

class Project {
  public:
    // `facts` and `checks` have to outlive it. `repository` is an address that the caller names; empty: none.
    static Project look_at(const Facts& facts, std::span<const CheckResult> checks, Refs refs,
                           std::string_view repository);

    const Facts& facts() const { return *facts_; }
    const forge::ForgeFacts* forge() const { return facts_->forge; }
    const Documents& documents() const { return documents_; }
    const Refs& refs() const { return refs_; }
    // Where the repository is, by the forge, the caller, the manifest or the README.
    const std::optional<Address>& address() const { return address_; }
    // It is on a forge with an issue tracker and proposals for changes (GitHub, GitLab, Codeberg, Bitbucket).
    bool is_on_forge() const;
    // Null where it was not made or is inconclusive.
    const CheckResult* check(std::string_view name) const;
    // What a check found, as evidence: its first detail with a place, else its reason.
    static Evidence evidence_of(const CheckResult& result);

    // package.json of the first folder. Null where there is none.
    const Node* package() const { return package_ ? &*package_ : nullptr; }
    std::optional<Evidence> package_field(std::string_view key) const;       // a text of its
    std::optional<Evidence> package_script(std::string_view name) const;     // of "scripts"
    std::optional<Evidence> package_dependency(const re2::RE2& name) const;  // of any list

    std::span<const FoundBuild> builds() const { return builds_; }
    // A file of the first folder or .github, in any case of letters.
    std::optional<Evidence> root_file(const re2::RE2& name) const;
    std::optional<Evidence> root_line(const re2::RE2& name, const re2::RE2& line) const;
    // The project's own files: not vendored, no test data.
    std::span<const TreeFile* const> own_files() const { return own_; }
    std::optional<Evidence> own_file(const re2::RE2& path) const;
    // C, C++ and Objective-C of the project's own, without tests and tools.
    const std::optional<Evidence>& unsafe_source() const { return unsafe_; }

    // A step that runs or uses what matches; `npm test` stands for the scripts behind it too.
    std::optional<Evidence> step(const re2::RE2& pattern, Trigger trigger) const;
    // A line of another CI service's configuration (.travis.yml, .gitlab-ci.yml, …).
    std::optional<Evidence> other_ci(const re2::RE2& pattern) const;

  private:
    void find_address(std::string_view repository);
    void find_own_files();

    const Facts* facts_ = nullptr;
    std::span<const CheckResult> checks_;
    Refs refs_;
    Documents documents_;
    std::optional<Address> address_;
    std::optional<Node> package_;
    std::vector<FoundBuild> builds_;
    std::vector<const TreeFile*> own_;
    std::optional<Evidence> unsafe_;
};

// ---- Shorthands of rules ----
Evidence forge_fact(std::string text);
// The first of what may be there.
std::optional<Evidence> first_of(std::initializer_list<std::optional<Evidence>> choices);
std::vector<Evidence> all_of(std::initializer_list<std::optional<Evidence>> found);

}  // namespace ward::scorecard::practices
