#include "actions/release/approve/steward_trust.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "actions/release/approve/signature.h"
#include "base/root.h"
#include "formats/digest.h"

namespace ward::release {
namespace {

constexpr Instant clock_tolerance = 300;

std::unexpected<Error> not_believed(const StewardFile& file, std::string why) {
    return fail(ErrorCode::damaged, "the list of stewards is not believed: " + std::move(why), file.name);
}

// As a list of nobody but the roots.
Result<Stewards> roots_of(const StewardTrust& trust) {
    std::string toml = "schema = 1\nserial = 1\nmade = 1970-01-01\n[[people]]\nname = \"root\"\n";
    for (const std::string& key : trust.root_keys) {
        if (key.find_first_of("'\n\r") != std::string::npos)
            return fail(ErrorCode::usage, "a root key is one line of SSH or minisign");
        toml += fmt::format("[[people.keys]]\nkey = '{}'\n", key);
    }
    auto roots = stewards_from_toml(toml, "the root keys");
    if (!roots) return fail(ErrorCode::usage, "a root key cannot be read: " + roots.error().what);
    return roots;
}

bool is_believed_for_itself(const StewardFile& file, const StewardTrust& trust, const Stewards* roots) {
    if (!trust.digest.empty() && sha256_hex(file.toml) == trust.digest) return true;
    return roots != nullptr && std::ranges::any_of(file.signatures, [&](const std::string& signature) {
               return signer_of(file.toml, signature, SigningPurpose::stewards, *roots).has_value();
           });
}

// A later list, by the people of the one before.
Result<void> check_step(const Stewards& before, const Stewards& list, const StewardFile& file) {
    if (list.serial != before.serial + 1 || list.previous != before.digest)
        return not_believed(file, fmt::format("it does not follow list {}", before.serial));
    if (list.made < before.made) return not_believed(file, "it was made before the list that it follows");
    std::set<std::string> signers;
    std::string reason;
    for (const std::string& signature : file.signatures) {
        const auto signer = signer_of(file.toml, signature, SigningPurpose::stewards, before);
        const auto unfit = signer ? signer->key->unfit_at(list.made) : std::nullopt;
        if (signer && !unfit) signers.insert(signer->steward->name);
        else reason = fmt::format("; a signature {}", signer ? "does not count: " + *unfit : signer.error().what);
    }
    const size_t needed = before.need_of("stewards");
    if (signers.size() >= needed) return {};
    return not_believed(file, fmt::format("{} of {} stewards of list {} have signed it{}", signers.size(), needed,
                                          before.serial, reason));
}

// The signatures beside `path`, by what `names` there are.
Result<StewardFile> read_list(const Root& root, const std::string& path, const std::vector<std::string>& names) {
    StewardFile file{.name = path, .toml = {}};
    WARD_TRY(file.toml, root.read(path, max_stewards_bytes));
    for (const std::string& name : names) {
        if (!name.starts_with(path + ".") || !name.ends_with(".sig")) continue;
        if (file.signatures.size() == max_list_signatures)
            return fail(ErrorCode::limit, fmt::format("has more than {} signatures", max_list_signatures), path);
        WARD_TRY(std::string signature, root.read(name, max_signature_file_bytes));
        file.signatures.push_back(std::move(signature));
    }
    return file;
}

}  // namespace

Result<Stewards> trusted_stewards(std::span<const StewardFile> chain, const StewardTrust& trust, Instant now) {
    if (chain.empty()) return fail(ErrorCode::not_found, "there is no list of stewards", "stewards.toml");
    std::optional<Stewards> roots;
    if (!trust.root_keys.empty()) {
        WARD_TRY(roots, roots_of(trust));
    }
    size_t start = chain.size();
    while (start > 0 && !is_believed_for_itself(chain[start - 1], trust, roots ? &*roots : nullptr)) --start;
    if (start == 0)
        return not_believed(
            chain.back(), fmt::format("its SHA-256 is {}, and neither that, nor a root key that signed it, nor a list "
                                      "before it is in the configuration",
                                      sha256_hex(chain.back().toml)));
    WARD_TRY(Stewards list, stewards_from_toml(chain[start - 1].toml, chain[start - 1].name));
    for (size_t i = start; i < chain.size(); ++i) {
        WARD_TRY(Stewards next, stewards_from_toml(chain[i].toml, chain[i].name));
        WARD_TRY_VOID(check_step(list, next, chain[i]));
        list = std::move(next);
    }
    if (list.made > now + clock_tolerance) return not_believed(chain.back(), "it was made in the future");
    if (list.serial < trust.least_serial)
        return not_believed(chain.back(),
                            fmt::format("it is list {}, and list {} has been seen", list.serial, trust.least_serial));
    return list;
}

Result<std::vector<StewardFile>> read_steward_files(const std::string& folder) {
    WARD_TRY(const Root root, Root::open(folder));
    const Listing listing = root.walk({.depth = 2}, [](std::string_view name) { return name == "stewards"; });
    std::vector<std::string> names;
    names.reserve(listing.entries.size());
    for (const Entry& entry : listing.entries) names.push_back(entry.path);
    WARD_TRY(StewardFile current, read_list(root, "stewards.toml", names));
    WARD_TRY(const Stewards list, stewards_from_toml(current.toml, current.name));
    std::vector<StewardFile> chain;
    for (int64_t serial = std::max<int64_t>(1, list.serial - max_steward_lists); serial < list.serial; ++serial) {
        const std::string path = fmt::format("stewards/{}.toml", serial);
        // A chain may begin later than with the first.
        if (std::ranges::find(names, path) == names.end()) {
            chain.clear();
            continue;
        }
        WARD_TRY(StewardFile file, read_list(root, path, names));
        chain.push_back(std::move(file));
    }
    chain.push_back(std::move(current));
    return chain;
}

}  // namespace ward::release
