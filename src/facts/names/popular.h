// The popular names of a registry as vet uses them: names by use with their index, popular scopes, and which names are
// established although they look like another. From the list compiled into the program (npm only), from a list of the
// caller, or from what `ward db update names` fetched.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

#include "facts/names/index.h"
#include "facts/names/name_list.h"
#include "facts/names/name_register.h"
#include "facts/names/name_table.h"

namespace ward::names {

struct PopularOptions {
    IndexOptions index{};
    // Of the scopes of a list with downloads: those whose packages have as many a month together.
    uint64_t scope_downloads = 10'000;
};

class PopularNames {
  public:
    // The list in the program: the 5,000 most used names, scopes, and established look-alikes.
    static Result<PopularNames> compiled_in();
    // Any list. `origin` is for people: "names.tsv". For npm, what the program knows of scopes and established names
    // counts too.
    static PopularNames of(NameList list, Ecosystem ecosystem, std::string origin, const PopularOptions& options = {});
    // As `ward db update names` left them in `folder` (update.h); nothing where it has not been run.
    static Result<std::optional<PopularNames>> fetched(const std::string& folder, Ecosystem ecosystem);

    Ecosystem ecosystem() const { return ecosystem_; }
    const std::string& origin() const { return origin_; }
    const NameList& list() const { return *list_; }
    // Names that others are compared with: the first places of the list.
    size_t targets() const { return index_.targets(); }
    // The most used of them: targets of the techniques that would see too much elsewhere.
    size_t top() const { return std::min(options_.index.two_edits, targets()); }
    const LikenessIndex& index() const { return index_; }

    std::optional<uint32_t> place_of(std::string_view name) const { return table_->find(name); }
    // Is it a target itself, or known to be used widely?
    bool is_established(std::string_view name) const { return is_established(name, place_of(name)); }
    bool is_established(std::string_view name, std::optional<uint32_t> place) const;
    std::optional<uint64_t> downloads_of(std::string_view name) const;
    // The same of a name that is not in the list.
    std::optional<uint64_t> registered_downloads_of(std::string_view name) const;
    std::optional<Instant> created_of(std::string_view name) const;
    // Is this name known to exist? Nothing where no list of all names is there.
    std::optional<bool> exists(std::string_view name) const;

    const NameList& scopes() const { return *scopes_; }
    const LikenessIndex& scope_index() const { return scope_index_; }
    bool has_scope(std::string_view scope) const { return scope_table_->has(scope); }
    // The first place among the top whose name behind the scope is `base`.
    std::optional<uint32_t> place_of_base(std::string_view base) const { return place_of_base(base, place_of(base)); }
    // Where the place of the name without a scope is known already.
    std::optional<uint32_t> place_of_base(std::string_view base, std::optional<uint32_t> plain) const;

    size_t bytes() const;

  private:
    void add_scopes();

    Ecosystem ecosystem_ = Ecosystem::npm;
    std::string origin_;
    PopularOptions options_;
    // Behind pointers: tables refer to them, also when this object is moved.
    std::unique_ptr<NameList> list_ = std::make_unique<NameList>();
    std::unique_ptr<NameTable> table_ = std::make_unique<NameTable>();
    LikenessIndex index_;
    std::unique_ptr<NameList> scopes_ = std::make_unique<NameList>();
    std::unique_ptr<NameTable> scope_table_ = std::make_unique<NameTable>();
    LikenessIndex scope_index_;
    std::unique_ptr<NameList> bases_ = std::make_unique<NameList>();
    std::unique_ptr<NameTable> base_table_ = std::make_unique<NameTable>();
    std::vector<uint32_t> base_places_;
    std::unordered_set<std::string_view> established_;  // views of texts in the program
    std::optional<NameRegister> register_;
};

}  // namespace ward::names
