// Which database answers: the one that was named, the one before it when that is damaged, or the starter set when there
// is none at all. A damaged database is never answered by silence or by the starter set.
#include <unistd.h>

#include <utility>

#include <fmt/core.h>

#include "base/path.h"
#include "base/text.h"
#include "facts/advisory/advisory.h"
#include "facts/advisory/index_state.h"
#include "facts/advisory/swap.h"

namespace ward::advisory {

// data/starter/advisories.ndjson, by cmake/ward_embed.cmake.
extern const std::string_view starter_ndjson;

namespace {

Result<Index> open_checked(const std::string& path, Check check) {
    WARD_TRY(Index index, Index::open(path));
    if (check == Check::quick) return index;
    if (const auto whole = index.verify(); !whole) return fail(whole.error().code, whole.error().what, path);
    return index;
}

Opened opened(Index index) {
    return {std::make_shared<const Index>(std::move(index)), {}};
}

}  // namespace

Result<Index> Index::starter() {
    std::vector<std::string_view> records;
    for (const std::string_view line : split(starter_ndjson, '\n'))
        if (!trim(line).empty()) records.push_back(line);
    WARD_TRY(std::string bytes, build(records));
    WARD_TRY(Index index, from_bytes(std::move(bytes)));
    index.state_->info.snapshot = "starter";
    index.state_->info.starter = true;
    return index;
}

Result<Opened> open_database(const std::string& path, Check check) {
    const std::string previous = previous_path(path);
    auto index = open_checked(path, check);
    if (index) return opened(std::move(*index));
    if (index.error().code == ErrorCode::not_found && !path_exists(previous)) {
        WARD_TRY(Index starter, Index::starter());
        return opened(std::move(starter));
    }
    auto older = open_checked(previous, check);
    if (!older) return std::unexpected(std::move(index).error());
    Opened result = opened(std::move(*older));
    result.warnings.push_back(fmt::format("{}; the previous database of {} answers instead", index.error().message(),
                                          result.index->info().updated));
    return result;
}

Result<std::vector<std::string>> ask_database(const std::string& path,
                                              const std::function<Result<void>(const Index&)>& ask) {
    for (const Check check : {Check::quick, Check::whole}) {
        WARD_TRY(Opened opened, open_database(path, check));
        auto asked = ask(*opened.index);
        if (const auto sound = opened.index->damage(); !sound) {
            // Damaged between the whole check and the last query: the disk itself is failing.
            if (check == Check::whole) return fail(sound.error().code, sound.error().what, path);
            continue;
        }
        if (!asked) return std::unexpected(std::move(asked).error());
        return std::move(opened.warnings);
    }
    std::unreachable();
}

}  // namespace ward::advisory
