// Which repository is meant: host, owner, name. Only names that a forge could have given: whatever passes here can
// stand in a table, a link or a file's name without changing what these mean.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace ward::scorecard::monitor {

struct Repository {
    std::string host;   // "github.com", lower-case
    std::string owner;  // "nodejs"; on hosts with nested groups "group/subgroup"
    std::string name;   // "node"

    bool operator==(const Repository&) const = default;
    auto operator<=>(const Repository&) const = default;
};

// "github.com/nodejs/node", also as a URL (https, no user, no query), with a final slash or ".git".
Result<Repository> parse_repository(std::string_view text);
// The same from its parts, as scope.json and database.json have them.
Result<Repository> make_repository(std::string_view host, std::string_view owner, std::string_view name);

bool is_host(std::string_view text);  // a domain name with a dot
std::string text_of(const Repository& repository);
std::string url_of(const Repository& repository);
// Forges do not tell names apart by case: equal for names of one repository.
std::string key_of(const Repository& repository);

}  // namespace ward::scorecard::monitor
