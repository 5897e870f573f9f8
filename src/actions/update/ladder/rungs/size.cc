// size: as many bytes as the source told, and not many times more or fewer than the version before.
#include <fmt/core.h>

#include "actions/update/ladder/rung_input.h"
#include "base/text.h"

namespace ward::update {
namespace {

constexpr std::string_view size_words[] = {"factor", "file"};
constexpr uint64_t usual_factor = 4;
constexpr uint64_t max_factor = 1'000;

Result<RungResult> climb_size(const RungInput& input) {
    WARD_TRY(const std::string word, word_of(input, "factor"));
    const auto factor = word.empty() ? usual_factor : to_number<uint64_t>(word);
    if (!factor || *factor < 1 || *factor > max_factor)
        return fail(ErrorCode::usage, fmt::format("size: factor is a number from 1 to {}", max_factor), word);
    WARD_TRY(const std::vector<const Fetched*> subjects, subjects_of(input));
    const bool has_before = input.locked != nullptr && input.locked->artefacts.size() == input.fetched.size();
    std::vector<std::string> known;
    for (const Fetched* fetched : subjects) {
        const uint64_t size = fetched->bytes.size();
        if (const auto told = input.candidate->found.find("asset.size:" + fetched->name);
            told != input.candidate->found.end()) {
            if (told->second != std::to_string(size))
                return fails(input, fmt::format("{} has {} bytes; its source tells of {}", display(fetched->name), size,
                                                display(told->second)));
            known.push_back(fmt::format("{} has {} bytes, as told", display(fetched->name), size));
        }
        // By its place: its name has the version in it.
        const auto place = static_cast<size_t>(fetched - input.fetched.data());
        if (!has_before || input.locked->artefacts[place].size == 0) continue;
        const uint64_t before = input.locked->artefacts[place].size;
        if (size / *factor > before || before / *factor > size)
            return fails(input, fmt::format("{} has {} bytes; the version before, {}, had {}", display(fetched->name),
                                            size, input.locked->version, before));
        known.push_back(fmt::format("{} has {} bytes, before {}", display(fetched->name), size, before));
    }
    if (known.empty()) return absent(input, "no size is told, and none was locked");
    return holds(input, join(known, "; "));
}

}  // namespace

WARD_UPDATE_RUNG(size) = {
    .name = "size",
    .summary = "the size that the source tells, near that of the version before",
    .words = size_words,
    .climb = climb_size,
};

}  // namespace ward::update
