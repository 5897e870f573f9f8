#include "io/net/trust.h"

#include <algorithm>

#include "base/text.h"

namespace ward::net {
namespace {

// What workflows with GITHUB_TOKEN write as; brackets are in no person's login.
constexpr std::string_view workflow_login = "github-actions[bot]";

}  // namespace

bool Trust::in(const Person& person) const {
    if (person.login.empty()) return false;
    if (person.association == "OWNER" || person.association == "MEMBER" || person.association == "COLLABORATOR")
        return true;
    if (person.bot && person.login == workflow_login) return true;
    return std::ranges::any_of(logins,
                               [&](const std::string& login) { return equal_ignoring_case(login, person.login); });
}

}  // namespace ward::net
