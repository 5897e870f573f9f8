// A file in a checkout of another repository: the site's post, an entry of the vulnerabilities. It is written and not
// committed: that repository has its own ways, and a person looks at it there.
//   target: "CHECKOUT PATH" · content: text · requires: sha256 of what is there, "absent" where nothing is
#include <sys/stat.h>

#include "actions/release/run/effect_kind.h"
#include "actions/update/tree/tree.h"
#include "base/fd.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

struct Place {
    const Checkout* checkout;
    std::string path;
};

Result<Place> place_of_file_write(Doors& doors, const engine::Effect& effect) {
    const size_t blank = effect.target.find(' ');
    if (blank == std::string::npos) return fail(ErrorCode::damaged, "a file without its checkout");
    WARD_TRY(const Checkout* checkout, doors.checkout(effect.target.substr(0, blank)));
    std::string path = effect.target.substr(blank + 1);
    if (!update::is_tree_path(path)) return fail(ErrorCode::usage, "is no path of a checkout", checkout->name);
    return Place{checkout, std::move(path)};
}

Result<engine::Sight> look_file_write(Doors& doors, const engine::Effect& effect, engine::Doubt) {
    WARD_TRY(const Place place, place_of_file_write(doors, effect));
    WARD_TRY(const std::string text, content_of(effect, "text"));
    WARD_TRY(const std::string there, place.checkout->digest_of(place.path));
    if (there == sha256_hex(text)) return engine::Sight{engine::Standing::present, place.path};
    const auto expected = effect.requires_state.find("sha256");
    if (expected == effect.requires_state.end() || expected->second == there)
        return engine::Sight{engine::Standing::missing};
    return engine::Sight{engine::Standing::changed, "the file was changed since the plan was made"};
}

Result<std::string> perform_file_write(Doors& doors, const engine::Effect& effect) {
    WARD_TRY(const Place place, place_of_file_write(doors, effect));
    WARD_TRY(const std::string text, content_of(effect, "text"));
    // No link may lead out of the checkout: its folders are opened one by one, without following any.
    const size_t slash = place.path.rfind('/');
    if (slash != std::string::npos) {
        std::string folder = place.checkout->folder;
        size_t from = 0;
        for (size_t to = place.path.find('/'); to != std::string::npos; to = place.path.find('/', from)) {
            folder += "/" + place.path.substr(from, to - from);
            from = to + 1;
            struct stat status{};
            if (::lstat(folder.c_str(), &status) != 0) {
                WARD_TRY_VOID(make_folders(folder));
                continue;
            }
            if (!S_ISDIR(status.st_mode)) return fail(ErrorCode::usage, "is no folder", folder);
        }
    }
    WARD_TRY_VOID(replace_file(place.checkout->folder + "/" + place.path, text));
    return place.path;
}

}  // namespace

WARD_RELEASE_EFFECT(file_write) = {.name = "file.write",
                                   .summary = "write a file in a checkout of another repository",
                                   .undo = "git checkout of the file",
                                   .look = look_file_write,
                                   .perform = perform_file_write};

}  // namespace ward::release
