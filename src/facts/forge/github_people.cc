// Who contributed most, and the companies and organisations they say they belong to. REST lists the people, one
// question of GraphQL asks about all of them.
#include <fmt/core.h>

#include "base/text.h"
#include "facts/forge/parts.h"

namespace ward::forge {
namespace {

constexpr size_t most_people = 30;
constexpr size_t most_organisations = 30;

enum class Ask { everything, company };

Result<std::vector<Contributor>> listed(Collection& all, std::vector<bool>& is_person) {
    WARD_TRY(const Node list,
             all.api.get_list(fmt::format("/repos/{}/contributors?per_page={}", all.facts.name, most_people)));
    std::vector<Contributor> people;
    Answer answer;
    for (const Node& item : answer.items(list, most_people)) {
        Contributor person{.login = answer.text(&item, "login"),
                           .contributions = answer.number(&item, "contributions").value_or(0)};
        if (person.login.empty()) continue;  // without an account
        is_person.push_back(answer.text(&item, "type") != "Bot");
        people.push_back(std::move(person));
    }
    WARD_TRY_VOID(answer.whole());
    return people;
}

Result<GraphAnswer> question(Collection& all, const std::vector<Contributor>& people,
                             const std::vector<bool>& is_person, Ask ask) {
    std::string parameters;
    std::string users;
    Variables variables;
    for (size_t i = 0; i < people.size(); ++i) {
        if (!is_person[i]) continue;  // an app is no user of GraphQL's
        parameters += fmt::format("{}$l{}: String!", parameters.empty() ? "" : ", ", i);
        users += fmt::format(" u{}: user(login: $l{}) {{ company{} }}", i, i,
                             ask == Ask::everything ? " organizations(first: 30) { nodes { login } }" : "");
        variables.emplace_back(fmt::format("l{}", i), quoted(people[i].login));
    }
    if (variables.empty()) return GraphAnswer{};
    return all.api.graph(fmt::format("query people({}) {{{} }}", parameters, users), variables, 0);
}

}  // namespace

void github_contributors(Collection& all) {
    std::vector<bool> is_person;
    auto people = listed(all, is_person);
    if (!people) return all.gap("contributors", people.error(), "contents: read");
    auto given = question(all, *people, is_person, Ask::everything);
    if (!given && given.error().code == ErrorCode::auth && all.api.has_token()) {
        all.gap("contributors",
                "not whole: no organisations: " + all.api.reason_of(given.error(), "the scope read:org"));
        given = question(all, *people, is_person, Ask::company);
    }
    if (!given) return all.gap("contributors", given.error());
    Answer answer;
    size_t unknown = 0;
    for (size_t i = 0; i < people->size(); ++i) {
        const std::string member = fmt::format("u{}", i);
        const Node* user = answer.table(given->data(), member);
        if (user == nullptr && is_person[i]) ++unknown;
        Contributor& person = people->at(i);
        person.company = answer.text(user, "company");
        for (const Node& node : answer.nodes(user, "organizations", most_organisations))
            person.organisations.push_back(answer.text(&node, "login"));
    }
    if (const auto whole = answer.whole(); !whole) return all.gap("contributors", whole.error());
    if (unknown > 0)
        all.gap("contributors", fmt::format("not whole: {} of {} people are not shown", unknown, people->size()));
    all.facts.contributors = std::move(*people);
}

}  // namespace ward::forge
