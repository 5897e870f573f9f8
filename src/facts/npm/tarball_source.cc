#include "facts/npm/tarball_source.h"

#include <sys/stat.h>

#include <utility>

#include <fmt/core.h>

#include "base/text.h"
#include "facts/inventory/npm_spec.h"
#include "facts/npm/doors.h"
#include "facts/npm/integrity.h"

namespace ward::npm {
namespace {

using Tarball = std::optional<std::string>;

// A file that is not there is no error.
Result<Tarball> read_if_there(const Root& root, std::string_view path, uint64_t most) {
    auto bytes = root.read(path, most);
    if (bytes) return *std::move(bytes);
    if (bytes.error().code == ErrorCode::not_found) return std::nullopt;
    return std::unexpected(bytes.error());
}

class NpmCache : public TarballSource {
  public:
    NpmCache(Root root, uint64_t tarball_bytes) : root_(std::move(root)), tarball_bytes_(tarball_bytes) {}

    Result<Tarball> tarball(const WantedTarball& wanted) override {
        for (const std::string& path : digest_paths(wanted.integrity)) {
            WARD_TRY(Tarball found, read_if_there(root_, "content-v2/" + path, tarball_bytes_));
            if (found) return found;
        }
        return std::nullopt;
    }

  private:
    Root root_;
    uint64_t tarball_bytes_;
};

std::string_view without_scope(std::string_view name) {
    return name.substr(name.starts_with('@') ? name.find('/') + 1 : 0);
}

class TarballFolder : public TarballSource {
  public:
    TarballFolder(Root root, uint64_t tarball_bytes) : root_(std::move(root)), tarball_bytes_(tarball_bytes) {}

    // @a/b and a-b have one file name by npm pack, so the digest chooses. Without a right one the first is given, so
    // that the caller can say that it is wrong.
    Result<Tarball> tarball(const WantedTarball& wanted) override {
        Tarball first;
        for (const std::string& path : candidates(wanted)) {
            WARD_TRY(Tarball found, read_if_there(root_, path, tarball_bytes_));
            if (!found) continue;
            if (check_integrity(*found, wanted.integrity)) return found;
            if (!first) first = std::move(found);
        }
        return first;
    }

  private:
    static std::vector<std::string> candidates(const WantedTarball& wanted) {
        const std::string_view base = without_scope(wanted.name);
        std::string packed = replace_all(wanted.name, "/", "-");
        if (packed.starts_with('@')) packed.erase(0, 1);
        std::vector<std::string> paths{fmt::format("{}-{}.tgz", packed, wanted.version),
                                       fmt::format("{}-{}.tgz", wanted.name, wanted.version),
                                       fmt::format("{}-{}.tgz", base, wanted.version)};
        const std::string_view address =
            std::string_view(wanted.resolved).substr(0, wanted.resolved.find_first_of("?#"));
        if (const std::string_view last = inventory::npm::base_of(address); !last.empty()) paths.emplace_back(last);
        std::erase_if(paths, [](const std::string& path) { return !inventory::npm::join_path("", path); });
        return paths;
    }

    Root root_;
    uint64_t tarball_bytes_;
};

class ProjectFiles : public TarballSource {
  public:
    ProjectFiles(const Root& root, uint64_t tarball_bytes) : root_(root), tarball_bytes_(tarball_bytes) {}

    Result<Tarball> tarball(const WantedTarball& wanted) override {
        constexpr std::string_view scheme = "file:";
        if (!wanted.resolved.starts_with(scheme)) return std::nullopt;
        const auto path = inventory::npm::join_path("", std::string_view(wanted.resolved).substr(scheme.size()));
        if (!path) return std::nullopt;
        return read_if_there(root_, *path, tarball_bytes_);
    }

  private:
    const Root& root_;
    uint64_t tarball_bytes_;
};

class Downloads : public TarballSource {
  public:
    Downloads(std::function<std::unique_ptr<net::Http>()> make_http, DownloadOptions options)
        : doors_(std::move(make_http)), options_(std::move(options)) {}

    Result<Tarball> tarball(const WantedTarball& wanted) override {
        const std::string url = url_of(wanted);
        if (url.empty()) return std::nullopt;
        net::Request request{.url = url, .headers = {{"Accept", "application/octet-stream"}}};
        request.limits.body_bytes = options_.tarball_bytes;
        auto response = doors_.get(request);
        if (!response) return std::unexpected(response.error());
        if (response->status == 404 || response->status == 410) return std::nullopt;
        WARD_TRY_VOID(net::check_status(*response));
        return std::move(response->body);
    }

  private:
    std::string url_of(const WantedTarball& wanted) const {
        if (wanted.resolved.starts_with("https://") || wanted.resolved.starts_with("http://"))
            return wanted.resolved.substr(0, wanted.resolved.find('#'));
        if (!wanted.resolved.empty() || options_.registry.empty()) return {};
        return fmt::format("{}/{}/-/{}-{}.tgz", options_.registry, wanted.name, without_scope(wanted.name),
                           wanted.version);
    }

    Doors doors_;
    DownloadOptions options_;
};

class FirstOf : public TarballSource {
  public:
    explicit FirstOf(std::vector<std::unique_ptr<TarballSource>> sources) : sources_(std::move(sources)) {}

    // What is wrong in one source (a cache whose content was changed, another version's file) may be right in the next.
    Result<Tarball> tarball(const WantedTarball& wanted) override {
        Result<Tarball> best = std::nullopt;
        for (const auto& source : sources_) {
            Result<Tarball> found = source->tarball(wanted);
            if (found && *found && check_integrity(**found, wanted.integrity)) return found;
            if (best && !*best && (!found || *found)) best = std::move(found);
        }
        return best;
    }

  private:
    std::vector<std::unique_ptr<TarballSource>> sources_;
};

}  // namespace

Result<std::unique_ptr<TarballSource>> npm_cache(const std::string& folder, uint64_t tarball_bytes) {
    const std::string inner = folder + "/_cacache";
    struct stat info{};
    const bool is_outer = ::stat(inner.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
    WARD_TRY(Root root, Root::open(is_outer ? inner : folder));
    return std::make_unique<NpmCache>(std::move(root), tarball_bytes);
}

Result<std::unique_ptr<TarballSource>> tarball_folder(const std::string& folder, uint64_t tarball_bytes) {
    WARD_TRY(Root root, Root::open(folder));
    return std::make_unique<TarballFolder>(std::move(root), tarball_bytes);
}

std::unique_ptr<TarballSource> project_files(const Root& project, uint64_t tarball_bytes) {
    return std::make_unique<ProjectFiles>(project, tarball_bytes);
}

std::unique_ptr<TarballSource> downloads(std::function<std::unique_ptr<net::Http>()> make_http,
                                         DownloadOptions options) {
    return std::make_unique<Downloads>(std::move(make_http), std::move(options));
}

std::unique_ptr<TarballSource> first_of(std::vector<std::unique_ptr<TarballSource>> sources) {
    return std::make_unique<FirstOf>(std::move(sources));
}

}  // namespace ward::npm
