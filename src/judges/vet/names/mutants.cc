#include "judges/vet/names/mutants.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "judges/vet/names/likeness.h"
#include "judges/vet/names/tables.h"
#include "judges/vet/names/vocabulary.h"

namespace ward::vet {
namespace {

constexpr std::string_view alphabet = "abcdefghijklmnopqrstuvwxyz0123456789-";
constexpr size_t max_ordered_words = 4;

// What npm would take of new names today: lower-case, URL-safe, not led by a dot or underscore.
bool is_registrable(std::string_view name) {
    if (name.empty() || name.size() > 214 || name.starts_with('.') || name.starts_with('_')) return false;
    return std::ranges::all_of(
        name, [](char c) { return (c >= 'a' && c <= 'z') || is_digit(c) || std::string_view("-._~@/").contains(c); });
}

class Maker {
  public:
    Maker(std::string_view name, names::Ecosystem ecosystem)
        : name_(name), parts_(names::parts_of(name)), ecosystem_(ecosystem) {}

    std::vector<Mutant> make() {
        if (parts_.scope.empty()) {
            punctuated();
            edited(name_, [&](std::string mutant) { add(std::move(mutant)); });
            printed();
            suffixed();
            reordered();
            combined();
        } else {
            edited(parts_.scope,
                   [&](const std::string& scope) { add("@" + scope + '/' + std::string(parts_.base), "T11"); });
            for (const std::string_view between : {"-", "", "_", "__", "."})
                add(std::string(parts_.scope).append(between).append(parts_.base), "T09");
        }
        std::vector<Mutant> out;
        out.reserve(found_.size());
        for (auto& [mutant, signal] : found_) out.push_back({mutant, signal});
        std::ranges::stable_sort(out, {}, &Mutant::signal);
        return out;
    }

  private:
    // With the technique by which the mutant would be found.
    void add(std::string mutant, std::string_view signal = {}) {
        mutant = names::registry_spelling(ecosystem_, mutant);
        if (mutant == name_ || !is_registrable(mutant)) return;
        std::string found(signal);
        if (found.empty())
            if (const auto technique = technique_of(name_, mutant)) found = technique->signal;
        if (!found.empty()) found_.emplace(std::move(mutant), std::move(found));
    }

    template <typename Take>
    static void edited(std::string_view text, Take take) {
        for (size_t i = 0; i <= text.size(); ++i) {
            const std::string front(text.substr(0, i));
            for (const char c : alphabet) {
                take(front + c + std::string(text.substr(i)));
                if (i < text.size()) take(front + c + std::string(text.substr(i + 1)));
            }
            if (i < text.size()) take(front + std::string(text.substr(i + 1)));
            if (i + 1 < text.size()) take(front + text[i + 1] + text[i] + std::string(text.substr(i + 2)));
        }
    }

    void punctuated() {
        const std::vector<std::string_view> words = words_of(name_);
        for (const std::string_view between : {"", "-", "_", "."}) {
            std::string joined;
            for (const std::string_view word : words) joined.append(joined.empty() ? "" : between).append(word);
            add(std::move(joined));
        }
        for (size_t i = 1; i < name_.size(); ++i)
            for (const char mark : {'-', '_', '.'})
                add(std::string(name_.substr(0, i)) + mark + std::string(name_.substr(i)));
    }

    void printed() {
        constexpr std::array<std::pair<std::string_view, std::string_view>, 22> looks{
            {{"o", "0"}, {"0", "o"}, {"l", "1"},  {"1", "l"},  {"i", "1"},  {"i", "l"}, {"l", "i"}, {"e", "3"},
             {"a", "4"}, {"s", "5"}, {"t", "7"},  {"b", "8"},  {"g", "9"},  {"g", "q"}, {"q", "g"}, {"3", "e"},
             {"4", "a"}, {"5", "s"}, {"m", "rn"}, {"rn", "m"}, {"w", "vv"}, {"vv", "w"}}};
        for (const auto& [from, to] : looks) {
            add(replace_all(name_, from, to));
            for (size_t at = name_.find(from); at != std::string_view::npos; at = name_.find(from, at + 1))
                add(std::string(name_.substr(0, at)).append(to).append(name_.substr(at + from.size())));
        }
    }

    void suffixed() {
        const std::string name(name_);
        for (const std::string_view behind :
             {"-js", ".js", "js", "-ts", "-node", "-npm", "-esm", "-cjs", "2", "-2", "v2", "-v2", "3", "-3"})
            add(name + std::string(behind));
        for (const std::string_view before : {"node-", "npm-", "js-", "ts-", "nodejs-"})
            add(std::string(before) + name);
    }

    void reordered() {
        std::vector<std::string_view> words = words_of(name_);
        if (words.size() < 2 || words.size() > max_ordered_words) return;
        std::ranges::sort(words);
        do {
            std::string joined;
            for (const std::string_view word : words) joined.append(joined.empty() ? "" : "-").append(word);
            add(std::move(joined));
        } while (std::ranges::next_permutation(words).found);
    }

    void combined() {
        for_each_line(combining_words_txt, [&](std::string_view word) {
            add(std::string(name_) + '-' + std::string(word), "T17");
            add(std::string(word) + '-' + std::string(name_), "T17");
        });
    }

    std::string_view name_;
    names::NameParts parts_;
    names::Ecosystem ecosystem_;
    std::map<std::string, std::string> found_;
};

}  // namespace

std::vector<Mutant> mutants_of(std::string_view name, names::Ecosystem ecosystem) {
    if (name.empty()) return {};
    return Maker(name, ecosystem).make();
}

}  // namespace ward::vet
