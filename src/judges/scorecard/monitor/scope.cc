#include "judges/scorecard/monitor/scope.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include <fmt/core.h>

#include "base/text.h"
#include "formats/document.h"
#include "judges/scorecard/monitor/js_json.h"

namespace ward::scorecard::monitor {
namespace {

std::unexpected<Error> bad(std::string_view name, int line, std::string reason) {
    return fail(ErrorCode::parse, std::move(reason), fmt::format("{}:{}", name, line));
}

// Of a line that may be a whole file.
std::string shortened(std::string_view line) {
    constexpr size_t most = 80;
    return display(line.substr(0, most)) + (line.size() > most ? "..." : "");
}

// A group's name stands in reports and on the command line.
bool is_group_name(std::string_view text) {
    return !text.empty() && text.size() <= 100 && trim(text) == text && display(text) == text &&
           text.find_first_of("[],\"") == std::string_view::npos;
}

class Reader {
  public:
    explicit Reader(std::string_view name) : name_(name) {}

    Result<void> include(Repository repository, int line, std::string_view group) {
        const std::string key = key_of(repository);
        const auto known = place_.find(key);
        if (known != place_.end() && group.empty())
            return bad(name_, line, fmt::format("{} is listed twice", text_of(repository)));
        if (excluded_.contains(key))
            return bad(name_, line, fmt::format("{} is both included and excluded", text_of(repository)));
        if (known == place_.end()) {
            if (scope_.included.size() == max_scope_entries)
                return fail(ErrorCode::limit, fmt::format("has more than {} repositories", max_scope_entries),
                            std::string(name_));
            place_.emplace(key, scope_.included.size());
            scope_.included.push_back({.repository = std::move(repository)});
        }
        if (!group.empty()) {
            auto& groups = scope_.included[place_.at(key)].groups;
            if (std::ranges::find(groups, group) == groups.end()) groups.emplace_back(group);
        }
        return {};
    }

    Result<void> exclude(Repository repository, int line) {
        const std::string key = key_of(repository);
        if (place_.contains(key))
            return bad(name_, line, fmt::format("{} is both included and excluded", text_of(repository)));
        if (!excluded_.insert(key).second)
            return bad(name_, line, fmt::format("{} is listed twice", text_of(repository)));
        scope_.excluded.push_back(std::move(repository));
        return {};
    }

    Result<Repository> located(Result<Repository> repository, int line) const {
        if (!repository) return bad(name_, line, repository.error().what);
        return repository;
    }

    Result<void> read_json(const Node& root);
    Result<void> read_list(std::string_view text);
    Scope take() { return std::move(scope_); }

  private:
    Result<void> read_owner(std::string_view host, std::string_view owner, const Node& lists);
    Result<void> read_groups(const Node& groups);

    std::string_view name_;
    Scope scope_;
    std::unordered_map<std::string, size_t> place_;  // by key: where in `included`
    std::unordered_set<std::string> excluded_;
};

Result<void> Reader::read_json(const Node& root) {
    if (!root.is_table()) return bad(name_, root.line, "expected an object of hosts");
    const Node* groups = nullptr;
    for (const auto& [host, owners] : root.fields) {
        if (host == "groups") {
            groups = &owners;
            continue;
        }
        if (!is_host(host))
            return bad(name_, owners.line, fmt::format("unknown key \"{}\" (a host has a dot)", display(host)));
        if (!owners.is_table()) return bad(name_, owners.line, fmt::format("expected an object of owners in {}", host));
        for (const auto& [owner, lists] : owners.fields) WARD_TRY_VOID(read_owner(host, owner, lists));
    }
    // Last, so that the order of the hosts' lists is the order of the report.
    if (groups != nullptr) WARD_TRY_VOID(read_groups(*groups));
    return {};
}

Result<void> Reader::read_owner(std::string_view host, std::string_view owner, const Node& lists) {
    if (!lists.is_table())
        return bad(name_, lists.line, fmt::format("expected \"included\" and \"excluded\" in {}", display(owner)));
    for (const auto& [key, list] : lists.fields) {
        if (key != "included" && key != "excluded")
            return bad(name_, list.line, fmt::format("unknown key \"{}\" in {}", display(key), display(owner)));
        if (!list.is_list()) return bad(name_, list.line, fmt::format("\"{}\" is not a list", key));
        for (const Node& item : list.items) {
            if (!item.is_string()) return bad(name_, item.line, "expected a repository's name");
            WARD_TRY(Repository repository, located(make_repository(host, owner, item.text), item.line));
            WARD_TRY_VOID(key == "included" ? include(std::move(repository), item.line, "")
                                            : exclude(std::move(repository), item.line));
        }
    }
    // An owner without a list at all is a slip: the README of scorecard-monitor shows the two levels swapped.
    if (lists.fields.empty()) return bad(name_, lists.line, fmt::format("{} has no \"included\"", display(owner)));
    return {};
}

Result<void> Reader::read_groups(const Node& groups) {
    if (!groups.is_table()) return bad(name_, groups.line, "\"groups\" is not an object");
    for (const auto& [group, list] : groups.fields) {
        if (!is_group_name(group))
            return bad(name_, list.line, fmt::format("\"{}\" is not a group's name", display(group)));
        if (!list.is_list()) return bad(name_, list.line, fmt::format("group \"{}\" is not a list", group));
        for (const Node& item : list.items) {
            if (!item.is_string()) return bad(name_, item.line, "expected HOST/OWNER/REPOSITORY");
            WARD_TRY(Repository repository, located(parse_repository(item.text), item.line));
            WARD_TRY_VOID(include(std::move(repository), item.line, group));
        }
    }
    return {};
}

Result<void> Reader::read_list(std::string_view text) {
    int number = 0;
    std::string group;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        line = trim(line.substr(0, line.find('#')));
        if (line.empty()) continue;
        if (line.front() == '[') {
            if (line.back() != ']' || !is_group_name(line.substr(1, line.size() - 2)))
                return bad(name_, number, fmt::format("{} is not a group's heading", shortened(line)));
            group = line.substr(1, line.size() - 2);
            continue;
        }
        const bool is_excluded = line.front() == '!';
        WARD_TRY(Repository repository, located(parse_repository(is_excluded ? trim(line.substr(1)) : line), number));
        WARD_TRY_VOID(is_excluded ? exclude(std::move(repository), number)
                                  : include(std::move(repository), number, group));
    }
    return {};
}

}  // namespace

Result<Scope> parse_scope(std::string_view text, std::string_view name) {
    if (text.size() > max_scope_bytes)
        return fail(ErrorCode::limit, fmt::format("is larger than {} bytes", max_scope_bytes), std::string(name));
    Reader reader(name);
    const std::string_view start = trim(text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text);
    if (start.starts_with('{') || start.starts_with('"')) {
        WARD_TRY(const Node root, parse_json(text, name, {.bytes = max_scope_bytes, .depth = 8}));
        WARD_TRY_VOID(reader.read_json(root));
    } else {
        WARD_TRY_VOID(reader.read_list(text.starts_with("\xef\xbb\xbf") ? text.substr(3) : text));
    }
    return reader.take();
}

Scope only_group(const Scope& scope, std::string_view group) {
    Scope out{.excluded = scope.excluded};
    for (const ScopeEntry& entry : scope.included)
        if (std::ranges::find(entry.groups, group) != entry.groups.end()) out.included.push_back(entry);
    return out;
}

size_t add_discovered(Scope& scope, const std::vector<Repository>& found) {
    std::unordered_set<std::string> known;
    for (const ScopeEntry& entry : scope.included) known.insert(key_of(entry.repository));
    for (const Repository& repository : scope.excluded) known.insert(key_of(repository));
    size_t added = 0;
    for (const Repository& repository : found)
        if (known.insert(key_of(repository)).second) {
            scope.included.push_back({.repository = repository});
            ++added;
        }
    return added;
}

std::string scope_json(const Scope& scope) {
    Node root = js_object();
    const auto lists_of = [&](const Repository& repository) -> Node& {
        Node& lists = js_member(js_member(root, repository.host), repository.owner);
        js_list(lists, "included");
        js_list(lists, "excluded");
        return lists;
    };
    std::unordered_map<std::string, const ScopeEntry*> entries;
    for (const ScopeEntry& entry : scope.included) {
        js_list(lists_of(entry.repository), "included").items.push_back(js_string(entry.repository.name));
        entries.emplace(text_of(entry.repository), &entry);
    }
    for (const Repository& repository : scope.excluded)
        js_list(lists_of(repository), "excluded").items.push_back(js_string(repository.name));
    // Groups in the order of these lists, as they are when the file is read again: it would be written otherwise then.
    Node groups = js_object();
    for (const auto& [host, owners] : root.fields)
        for (const JsField* lists : js_members(owners))
            for (const Node& name : lists->second.fields.front().second.items) {
                const std::string text = fmt::format("{}/{}/{}", host, lists->first, name.text);
                for (const std::string& group : entries.at(text)->groups)
                    js_list(groups, group).items.push_back(js_string(text));
            }
    if (root.fields.empty()) js_member(root, "github.com");
    if (!groups.fields.empty()) root.fields.emplace_back("groups", std::move(groups));
    return js_json(root);
}

}  // namespace ward::scorecard::monitor
