// See effects.h: the effects that others see, the push and the pull request.
#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

#include <fmt/core.h>

#include "actions/update/run/effect_words.h"
#include "actions/update/run/effects.h"
#include "base/text.h"

namespace ward::update {
namespace {

using engine::Effect;
using engine::Sight;
using engine::Standing;

constexpr size_t max_link_bytes = 500;
// A forge's list may lag behind what it has taken.
constexpr std::array<std::chrono::milliseconds, 4> lags{std::chrono::milliseconds(0), std::chrono::milliseconds(500),
                                                        std::chrono::milliseconds(1'500),
                                                        std::chrono::milliseconds(4'000)};

// "REMOTE BRANCH"
std::pair<std::string, std::string> two_words(const std::string& target) {
    const size_t at = target.find(' ');
    return {target.substr(0, at), at == std::string::npos ? "" : target.substr(at + 1)};
}

int64_t number_of(const std::string& target) {
    const size_t at = target.rfind('#');
    return at == std::string::npos ? 0 : to_number<int64_t>(std::string_view(target).substr(at + 1)).value_or(0);
}

bool has_label(const net::PullRequest& pull, const std::string& label) {
    return std::ranges::any_of(pull.labels, [&](const std::string& one) { return equal_ignoring_case(one, label); });
}

}  // namespace

std::string link_of(const net::PullRequest& pull) {
    const bool is_shown = (pull.url.starts_with("https://") || pull.url.starts_with("http://")) &&
                          pull.url.size() <= max_link_bytes &&
                          std::ranges::all_of(pull.url, [](char c) { return c > ' ' && c < '\x7f'; });
    return is_shown ? pull.url : fmt::format("#{}", pull.number);
}

Result<void> UpdateDriver::check_forge(const Effect& effect) const {
    const std::string repository = effect.target.substr(0, effect.target.find_first_of(" #"));
    if (doors_.pulls != nullptr && repository == doors_.repository) return {};
    return fail(
        ErrorCode::unsupported,
        fmt::format("an earlier run left open what became of it; --pr github:{} finds out", display(repository)),
        effect.summary);
}

Result<std::optional<net::PullRequest>> UpdateDriver::open_pull_of(const std::string& target) const {
    WARD_TRY(std::vector<net::PullRequest> pulls, doors_.pulls->pulls_of(two_words(target).second));
    const auto open = std::ranges::find(pulls, true, &net::PullRequest::open);
    if (open == pulls.end()) return std::nullopt;
    return std::move(*open);
}

Result<Sight> UpdateDriver::look_at_remote(const Effect& effect) const {
    if (doors_.git == nullptr) return fail(ErrorCode::unsupported, "needs git", effect.target);
    const auto [remote, branch] = two_words(effect.target);
    WARD_TRY(const auto tip, doors_.git->remote_tip(remote, branch, doors_.credentials));
    return compared(tip.value_or(std::string(absent_word)), word_of(effect.content, "commit"),
                    word_of(effect.requires_state, "commit"), effect.target);
}

Result<std::string> UpdateDriver::push(const Effect& effect) const {
    const auto [remote, branch] = two_words(effect.target);
    const std::string before = word_of(effect.requires_state, "commit");
    WARD_TRY_VOID(doors_.git->push(remote, word_of(effect.content, "commit"), branch,
                                   before == absent_word ? "" : before, doors_.credentials));
    return effect.target;
}

Result<Sight> UpdateDriver::look_for_pull(const Effect& effect) const {
    WARD_TRY_VOID(check_forge(effect));
    WARD_TRY(const auto pull, open_pull_of(effect.target));
    return pull ? Sight{.standing = Standing::present, .detail = link_of(*pull)} : Sight{};
}

Result<std::string> UpdateDriver::open_pull(const Effect& effect) const {
    const auto opened = doors_.pulls->open_pull({.title = word_of(effect.content, "title"),
                                                 .body = with_our_part("", word_of(effect.content, "body")),
                                                 .head = two_words(effect.target).second,
                                                 .base = word_of(effect.content, "base")});
    if (opened) return link_of(*opened);
    // There is one already: an attempt arrived whose answer was lost, and the list did not show it yet.
    for (const auto lag : lags) {
        if (opened.error().code != ErrorCode::conflict) break;
        std::this_thread::sleep_for(lag);
        WARD_TRY(const auto pull, open_pull_of(effect.target));
        if (pull) return link_of(*pull);
    }
    return std::unexpected(opened.error());
}

Result<Sight> UpdateDriver::look_at_pull(const Effect& effect) const {
    WARD_TRY_VOID(check_forge(effect));
    WARD_TRY(const net::PullRequest pull, doors_.pulls->pull(number_of(effect.target)));
    if (!pull.open) return Sight{.standing = Standing::changed, .detail = effect.target + " is closed"};
    const std::string ours = with_our_part(pull.body, word_of(effect.content, "body"));
    const bool is_done = ours == pull.body && pull.title == word_of(effect.content, "title");
    return Sight{.standing = is_done ? Standing::present : Standing::missing, .detail = link_of(pull)};
}

Result<std::string> UpdateDriver::change_pull(const Effect& effect) const {
    const int64_t number = number_of(effect.target);
    WARD_TRY(const net::PullRequest pull, doors_.pulls->pull(number));
    WARD_TRY(const net::PullRequest changed,
             doors_.pulls->change_pull(number, word_of(effect.content, "title"),
                                       with_our_part(pull.body, word_of(effect.content, "body"))));
    return link_of(changed);
}

Result<Sight> UpdateDriver::look_at_labels(const Effect& effect) const {
    WARD_TRY_VOID(check_forge(effect));
    WARD_TRY(const auto pull, open_pull_of(effect.target));
    if (!pull) return Sight{.standing = Standing::missing, .detail = {}};
    const bool has_all = std::ranges::all_of(lines_of(word_of(effect.content, "labels")),
                                             [&](const std::string& label) { return has_label(*pull, label); });
    return Sight{.standing = has_all ? Standing::present : Standing::missing, .detail = link_of(*pull)};
}

Result<std::string> UpdateDriver::label_pull(const Effect& effect) const {
    WARD_TRY(const auto pull, open_pull_of(effect.target));
    if (!pull) return fail(ErrorCode::not_found, "has no open pull request to label", effect.target);
    WARD_TRY_VOID(doors_.pulls->add_labels(pull->number, lines_of(word_of(effect.content, "labels"))));
    return link_of(*pull);
}

}  // namespace ward::update
