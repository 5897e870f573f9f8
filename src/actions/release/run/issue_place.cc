#include "actions/release/run/issue_place.h"

#include <fmt/core.h>

#include "base/text.h"
#include "io/net/trust.h"

namespace ward::release {

std::string IssuePlace::url(std::string_view kind) const {
    return fmt::format("https://github.com/{}/{}/{}", repository, kind, number);
}

Result<IssuePlace> issue_place(const engine::Effect& effect) {
    const size_t hash = effect.target.find('#');
    const auto number =
        hash == std::string::npos ? std::nullopt : to_number<int64_t>(std::string_view(effect.target).substr(hash + 1));
    if (!number) return fail(ErrorCode::damaged, "the target has no number", effect.kind);
    return IssuePlace{effect.target.substr(0, hash), *number};
}

bool may_be_ours(const net::Person& person, const std::optional<std::string>& login) {
    net::Trust trust;
    if (login) trust.logins.push_back(*login);
    return trust.in(person);
}

}  // namespace ward::release
