#include "facts/names/update.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "facts/names/fetched_files.h"
#include "facts/names/name_list.h"
#include "facts/names/name_register.h"
#include "formats/document.h"
#include "formats/sri.h"
#include "io/archive/archive.h"
#include "io/archive/tar.h"

namespace ward::names {
namespace {

struct Release {
    std::string version;
    std::string integrity;
};

class Fetcher {
  public:
    Fetcher(const NamesUpdateOptions& options, net::Http& http, const Log& log, const NamesUpdateLimits& limits)
        : registry_(options.registry), http_(http), log_(log), limits_(limits) {
        while (registry_.ends_with('/')) registry_.pop_back();
    }

    // The list in `file` of the newest version of `package`.
    Result<ReadList> fetch(std::string_view package, std::string_view file, NamesUpdate& out);

  private:
    Result<std::string> get(const std::string& url, uint64_t most);
    Result<Release> newest(std::string_view package);
    Result<std::string> file_of(std::string_view tarball, std::string_view file, const std::string& label) const;

    std::string registry_;
    net::Http& http_;
    const Log& log_;
    const NamesUpdateLimits& limits_;
};

Result<std::string> Fetcher::get(const std::string& url, uint64_t most) {
    log_.info("asking " + display(url));
    net::Request request{.url = url};
    request.limits.body_bytes = most;
    WARD_TRY(net::Response response, http_.get(request));
    WARD_TRY_VOID(net::check_status(response));
    return std::move(response.body);
}

bool is_version(std::string_view text) {
    return !text.empty() && text.size() <= 64 &&
           std::ranges::all_of(text, [](char c) { return is_alnum(c) || c == '.' || c == '-' || c == '+'; });
}

Result<Release> Fetcher::newest(std::string_view package) {
    const std::string url = fmt::format("{}/{}/latest", registry_, package);
    WARD_TRY(const std::string text, get(url, limits_.document_bytes));
    WARD_TRY(const Node manifest, parse_json(text, url, {.bytes = limits_.document_bytes}));
    Release release{text_at(manifest, "version"), {}};
    if (!is_version(release.version)) return fail(ErrorCode::parse, "has no version", url);
    if (const Node* dist = manifest.find("dist")) release.integrity = text_at(*dist, "integrity");
    if (release.integrity.empty()) return fail(ErrorCode::parse, "has no integrity: nothing proves the tarball", url);
    return release;
}

Result<std::string> Fetcher::file_of(std::string_view tarball, std::string_view file, const std::string& label) const {
    WARD_TRY(const std::string archive,
             archive::expand_gzip(tarball, label, {.expanded_bytes = limits_.expanded_bytes}));
    WARD_TRY(archive::TarReader reader, archive::TarReader::open(archive, label));
    std::optional<std::string> found;
    while (true) {
        WARD_TRY(const std::optional<archive::TarEntry> entry, reader.next());
        if (!entry) break;
        // "package/counts.json": the first part is any word. Who unpacks lets the later one win.
        const size_t slash = entry->name.find('/');
        if (entry->type == archive::TarType::file && slash != std::string::npos &&
            entry->name.substr(slash + 1) == file)
            found = std::string(entry->bytes);
    }
    if (!found) return fail(ErrorCode::parse, fmt::format("has no {}", file), label);
    return *std::move(found);
}

Result<ReadList> Fetcher::fetch(std::string_view package, std::string_view file, NamesUpdate& out) {
    WARD_TRY(const Release release, newest(package));
    const std::string url = fmt::format("{}/{}/-/{}-{}.tgz", registry_, package, package, release.version);
    WARD_TRY(const std::string tarball, get(url, limits_.tarball_bytes));
    WARD_TRY(const std::vector<SriHash> hashes, parse_sri(release.integrity, SriReading::strict));
    Sha2 digest(needed_algorithms(hashes, SriReading::strict));
    digest.add(tarball);
    if (!matches(hashes, digest.finish(), SriReading::strict))
        return fail(ErrorCode::damaged, "is not what the registry says it is (integrity)", url);
    const std::string label = fmt::format("{}@{}", package, release.version);
    WARD_TRY(const std::string text, file_of(tarball, file, label));
    WARD_TRY(ReadList read, read_names(text, label + "/" + std::string(file), Ecosystem::npm));
    if (read.list.size() < limits_.least_names)
        return fail(ErrorCode::parse,
                    fmt::format("has {} names, and {} are the least", read.list.size(), limits_.least_names), label);
    out.packages.push_back({std::string(package), release.version, tarball.size(), read.list.size()});
    for (const std::string& problem : read.problems) out.problems.push_back(problem);
    return read;
}

std::string lines_of(const NameList& list, std::string remarks) {
    for (size_t place = 0; place < list.size(); ++place) {
        if (list.name(place).starts_with('#')) continue;  // a remark to whoever reads it again
        remarks += list.name(place);
        if (const auto downloads = list.downloads(place)) remarks += fmt::format("\t{}", *downloads);
        remarks += '\n';
    }
    return remarks;
}

}  // namespace

Result<NamesUpdate> update_names(const NamesUpdateOptions& options, net::Http& http, const Log& log,
                                 const NamesUpdateLimits& limits) {
    NamesUpdate out;
    Fetcher fetcher(options, http, log, limits);
    WARD_TRY(ReadList counts, fetcher.fetch("download-counts", "counts.json", out));
    NameList all = counts.list;
    if (options.all_names) {
        WARD_TRY(const ReadList names, fetcher.fetch("all-the-package-names", "names.json", out));
        for (size_t i = 0; i < names.list.size(); ++i) all.add({names.list.name(i), {}, {}});
        all.rank();  // a name with a count comes first, and is kept
    }
    counts.list.cut(limits.popular);
    out.names = all.size();
    out.popular = counts.list.size();
    std::string remark = "# npm names by monthly downloads: ";
    for (const FetchedPackage& package : out.packages) remark += fmt::format("{}@{}, ", package.name, package.version);
    remark += fmt::format("fetched {}\n", format_date(now()));
    const FetchedFiles files = fetched_files(options.folder, Ecosystem::npm);
    WARD_TRY_VOID(make_folders(folder_of(files.popular)));
    // The list of popular names is what makes both count: it comes last.
    WARD_TRY_VOID(replace_file(files.all, register_text(all, remark)));
    WARD_TRY_VOID(replace_file(files.popular, lines_of(counts.list, remark)));
    out.popular_file = files.popular;
    out.all_file = files.all;
    return out;
}

}  // namespace ward::names
