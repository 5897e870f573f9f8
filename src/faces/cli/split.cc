// Words to options and arguments, by the rows: for the program and for its launcher, which must not read them
// differently. The forms are getopt_long's: --name VALUE, --name=VALUE, -n VALUE, -nVALUE, and switches' letters
// together (-qv).
#include <algorithm>

#include "base/text.h"
#include "faces/cli/command.h"

namespace ward::cli {
namespace {

std::string long_name(const Option& option) {
    return "--" + std::string(option.name);
}

std::unexpected<Error> unknown(std::string_view word, std::span<const Option* const> options) {
    std::vector<std::string> names;
    names.reserve(options.size());
    for (const Option* option : options) names.push_back(long_name(*option));
    const std::string_view name = word.substr(0, word.find('='));
    return unknown_word("option", name, {names.begin(), names.end()});
}

Result<void> check_choice(const Option& option, std::string_view value) {
    if (option.choices.empty()) return {};
    const std::vector<std::string_view> choices = split(option.choices, '|');
    if (std::ranges::find(choices, value) != choices.end()) return {};
    return fail(ErrorCode::usage, "'" + display(value) + "' is not one of " + replace_all(option.choices, "|", ", "),
                long_name(option));
}

class Splitting {
  public:
    Splitting(Invocation& out, std::span<const std::string> words, std::span<const Option* const> options)
        : out_(out), words_(words), options_(options) {}

    Result<void> run(Verb::Words whose) {
        for (; at_ < words_.size(); ++at_) {
            const std::string& word = words_[at_];
            // Behind "--" nothing is an option: arguments, even those that begin with a dash.
            if (word == "--") {
                ++at_;
                break;
            }
            const bool is_option = word.size() > 1 && word[0] == '-';
            if (!is_option && whose == Verb::Words::program) break;
            if (!is_option) out_.arguments.push_back(word);
            WARD_TRY_VOID(!is_option ? Result<void>() : word[1] == '-' ? by_name(word) : by_letters(word));
        }
        out_.arguments.insert(out_.arguments.end(), words_.begin() + static_cast<std::ptrdiff_t>(at_), words_.end());
        for (auto& [option, values] : values_) out_.set(option->name, std::move(values));
        return {};
    }

  private:
    Result<void> by_name(std::string_view word) {
        const size_t equals = word.find('=');
        const std::string_view name = word.substr(2, equals == std::string_view::npos ? equals : equals - 2);
        const auto found = std::ranges::find(options_, name, &Option::name);
        if (found == options_.end()) return unknown(word, options_);
        const Option& option = **found;
        if (equals == std::string_view::npos) return without_value(option);
        if (option.argument.empty()) return fail(ErrorCode::usage, "takes no value", long_name(option));
        // A variable that was not set is an accident: where no value means "all", an empty one does not.
        if (equals + 1 == word.size())
            return fail(ErrorCode::usage, option.takes == Argument::optional ? "has an empty value" : "needs a value",
                        long_name(option));
        return add(option, std::string(word.substr(equals + 1)));
    }

    Result<void> by_letters(std::string_view word) {
        for (size_t i = 1; i < word.size(); ++i) {
            const auto found = std::ranges::find(options_, word[i], &Option::letter);
            if (found == options_.end()) return unknown(word, options_);
            const Option& option = **found;
            const bool is_last = i + 1 == word.size();
            if (!option.argument.empty() && !is_last) return add(option, std::string(word.substr(i + 1)));
            WARD_TRY_VOID(without_value(option));
        }
        return {};
    }

    // The value is the next word, or there is none.
    Result<void> without_value(const Option& option) {
        if (option.argument.empty()) return add(option, "true");
        if (option.takes == Argument::optional) return add(option, "");
        // "--" and what looks like an option are nobody's value; --name=VALUE can say so all the same.
        const bool there = at_ + 1 < words_.size() && (words_[at_ + 1] == "-" || !words_[at_ + 1].starts_with('-'));
        if (!there) return fail(ErrorCode::usage, "needs a value", long_name(option));
        return add(option, words_[++at_]);
    }

    Result<void> add(const Option& option, std::string value) {
        if (!option.argument.empty()) WARD_TRY_VOID(check_choice(option, value));
        auto& values = values_[&option];
        if (!option.argument.empty() && option.repeat == Repeat::once && !values.empty())
            return fail(ErrorCode::usage, "is given more than once", long_name(option));
        values.push_back(std::move(value));
        return {};
    }

    Invocation& out_;
    std::span<const std::string> words_;
    std::span<const Option* const> options_;
    size_t at_ = 0;
    std::map<const Option*, std::vector<std::string>> values_;
};

}  // namespace

std::string suggestion(std::string_view word, const std::vector<std::string_view>& choices) {
    const auto nearest = closest(word, choices);
    return nearest ? "; did you mean '" + std::string(*nearest) + "'?" : std::string();
}

std::unexpected<Error> unknown_word(std::string_view what, std::string_view word,
                                    const std::vector<std::string_view>& choices) {
    return fail(ErrorCode::usage, "no " + std::string(what) + " '" + display(word) + "'" + suggestion(word, choices));
}

Result<void> split_words(Invocation& out, std::span<const std::string> words, std::span<const Option* const> options,
                         Verb::Words whose) {
    return Splitting(out, words, options).run(whose);
}

}  // namespace ward::cli
