// See package_sources.h.
#include "faces/cli/vet/package_sources.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/fd.h"
#include "base/path.h"
#include "base/text.h"
#include "faces/cli/packuments.h"
#include "faces/cli/tarballs.h"
#include "facts/npm/integrity.h"
#include "formats/digest.h"
#include "formats/purl.h"
#include "io/net/http.h"

namespace ward::cli {
namespace {

constexpr size_t max_list_bytes = 64u << 20;

// The reason alone, where the place that is told beside it is the same.
std::string reason_beside(std::string_view label, const Error& error) {
    return error.where == label ? error.what : error.message();
}

// The user's lists: one domain a line.
Result<void> read_domains(const Invocation& invocation, std::string_view option,
                          std::set<std::string, std::less<>>& out) {
    for (const std::string& path : invocation.values(option)) {
        WARD_TRY(const std::string text, read_file(path, max_list_bytes));
        for (const std::string_view line : split(text, '\n')) {
            const std::string_view word = trim(line.substr(0, line.find('#')));
            if (!word.empty()) out.insert(to_lower(word));
        }
    }
    return {};
}

// A file that is named as one: a package may well be called as a folder here is.
bool is_path(const std::string& word) {
    if (word.starts_with('.') || word.starts_with('/')) return true;
    if (word.ends_with(".tgz") || word.ends_with(".tar.gz") || word.ends_with(".tar")) return true;
    return word.contains('/') && !word.starts_with('@') && path_exists(word);
}

// What a tarball is checked by: `integrity`, or the SHA-1 of older documents.
std::string integrity_of(const npm::Distribution& distribution) {
    if (!distribution.integrity.empty() || distribution.shasum.size() != 40) return distribution.integrity;
    std::string bytes;
    for (size_t i = 0; i < distribution.shasum.size(); i += 2) {
        unsigned value = 0;
        const char* first = distribution.shasum.data() + i;
        if (std::from_chars(first, first + 2, value, 16).ptr != first + 2) return {};
        bytes += static_cast<char>(value);
    }
    return "sha1-" + base64_encode(bytes);
}

// Who keeps a package, and who published it. Mirrors strip both.
std::set<std::string_view> people_of(const npm::Packument* document) {
    std::set<std::string_view> out;
    if (document == nullptr) return out;
    for (const npm::Account& one : document->maintainers) out.insert(one.name);
    for (const npm::PublishedVersion& version : document->versions)
        if (version.publisher) out.insert(version.publisher->name);
    return out;
}

}  // namespace

std::string VetVersion::purl() const {
    return npm_purl(inputs.name.empty() ? label : inputs.name, inputs.version).to_string();
}

Result<PackageSources> PackageSources::open(const Invocation& invocation) {
    PackageSources out;
    WARD_TRY(auto tarballs, tarball_sources(invocation, invocation.value("registry", npm::DownloadOptions{}.registry)));
    out.tarballs_ = npm::first_of(std::move(tarballs));
    WARD_TRY(out.packuments_, packument_source(invocation));
    WARD_TRY(NameLists lists, name_lists(invocation));
    out.lists_ = std::make_unique<NameLists>(std::move(lists));
    out.names_ = std::make_unique<vet::NameReader>(out.lists_->popular, out.lists_->private_names(), now());
    WARD_TRY(const std::string database, readable_database(invocation));
    WARD_TRY(advisory::Opened opened, advisory::open_database(database, advisory::Check::quick));
    out.advisories_ = std::move(opened.index);
    out.warnings_ = std::move(opened.warnings);
    out.repository_ = invocation.value("repository");
    WARD_TRY_VOID(read_domains(invocation, "disposable-domains", out.domains_.disposable));
    WARD_TRY_VOID(read_domains(invocation, "expired-domains", out.domains_.expired));
    return out;
}

Result<void> PackageSources::check_advisories() const {
    return advisories_->damage();
}

Result<std::shared_ptr<const npm::Packument>> PackageSources::document_of(const std::string& name) {
    if (const auto known = documents_.find(name); known != documents_.end()) return known->second;
    WARD_TRY(std::optional<npm::Packument> found, packuments_->packument(name));
    auto document = found ? std::make_shared<const npm::Packument>(*std::move(found)) : nullptr;
    documents_.emplace(name, document);
    return document;
}

std::optional<vet::DependencyFacts> PackageSources::facts_of(std::string_view name, VetVersion& asking,
                                                             size_t& lookups) {
    if (++lookups > max_dependency_lookups) {
        // Told once: whoever adds that many dependencies may want one of them not to be looked at.
        if (lookups == max_dependency_lookups + 1)
            asking.skipped.push_back({asking.label, SkipKind::unread,
                                      fmt::format("has more than {} new dependencies: the others were not looked up",
                                                  max_dependency_lookups),
                                      false});
        return std::nullopt;
    }
    const auto document = document_of(std::string(name));
    if (!document) {
        asking.notes.push_back({"not-known", fmt::format("{}: {}", name, document.error().message()), ""});
        return std::nullopt;
    }
    vet::DependencyFacts facts;
    facts.monthly_downloads = lists_->popular.downloads_of(name);
    if (*document == nullptr) return facts.monthly_downloads ? std::optional(facts) : std::nullopt;
    for (const npm::PublishedVersion& version : (*document)->versions) {
        if (version.published && (!facts.first_published || *version.published < *facts.first_published))
            facts.first_published = version.published;
        if (version.publisher) facts.publishers.push_back(version.publisher->name);
    }
    // Versions that were removed count for a name's age.
    if ((*document)->created && (!facts.first_published || *(*document)->created < *facts.first_published))
        facts.first_published = (*document)->created;
    return facts;
}

std::vector<std::string> PackageSources::owners_of(std::string_view url, const std::vector<std::string>& alike,
                                                   VetVersion& asking) {
    const std::set<std::string_view> own = people_of(asking.packument.get());
    std::vector<std::string> out;
    for (const std::string& name : alike) {
        const auto document = document_of(name);
        if (!document) {
            asking.notes.push_back({"not-known", fmt::format("{}: {}", name, document.error().message()), ""});
            continue;
        }
        const npm::PublishedVersion* latest = *document == nullptr ? nullptr : (*document)->tagged("latest");
        if (latest == nullptr || vet::repository_of(latest->manifest) != url) continue;
        // Whoever keeps both may well keep them in one repository.
        const std::set<std::string_view> theirs = people_of(document->get());
        if (own.empty() || theirs.empty())
            asking.notes.push_back(
                {"not-known",
                 fmt::format("whether {}, which names the same repository, is kept by the same people", name),
                 asking.purl()});
        else if (std::ranges::none_of(theirs, [&](std::string_view one) { return own.contains(one); }))
            out.push_back(name);
    }
    return out;
}

void PackageSources::read_files(VetVersion& version, const npm::Distribution& distribution) {
    const std::string integrity = integrity_of(distribution);
    const auto unread = [&](std::string reason) {
        version.skipped.push_back({version.label, SkipKind::unread, std::move(reason), false});
    };
    const auto packed =
        tarballs_->tarball({version.inputs.name, version.inputs.version, distribution.tarball, integrity});
    if (!packed) return unread(fmt::format("no tarball: {}", packed.error().message()));
    if (!*packed) return unread("no tarball where they were looked for (--tarballs, --npm-cache, --download)");
    if (integrity.empty())
        version.notes.push_back(
            {"not-known", "whether the tarball is the registry's: no digest of it is known", version.purl()});
    else if (const auto checked = npm::check_integrity(**packed, integrity); !checked)
        return unread(fmt::format("its tarball {}", checked.error().what));
    auto package = npm::package_of_tarball(**packed, version.label);
    if (!package) return unread(fmt::format("its tarball {}", reason_beside(version.label, package.error())));
    version.package = *std::move(package);
}

// What all ways of loading have in common.
void PackageSources::finish(VetVersion& version) {
    vet::MetadataInputs& inputs = version.inputs;
    inputs.packument = version.packument.get();
    if (version.package) {
        inputs.package = &*version.package;
        for (const npm::NamedText& part : version.package->unread)
            version.skipped.push_back(
                {fmt::format("{}: {}", version.label, part.name), SkipKind::unread, part.text, false});
    }
    inputs.advisories = advisories_.get();
    inputs.domains = &domains_;
    inputs.now = now();
    auto lookups = std::make_shared<size_t>(0);
    inputs.dependency = [this, lookups, kept = &version](std::string_view name) {
        return facts_of(name, *kept, *lookups);
    };
    vet::Known known;
    if (version.packument != nullptr) known.created = version.packument->created;
    if (!inputs.name.empty()) {
        vet::NameReading reading = names_->read(inputs.name, known, vet::Dismissed::dropped);
        version.name_sightings = vet::sightings_of(reading);
        std::vector<std::string> alike;
        for (vet::Likeness& likeness : reading.likenesses)
            if (likeness.target_rank && alike.size() < max_alike_lookups) alike.push_back(std::move(likeness.target));
        inputs.packages_of_repository = [this, alike = std::move(alike), kept = &version](std::string_view url) {
            return owners_of(url, alike, *kept);
        };
    }
    if (inputs.published != nullptr && version.packument != nullptr)
        inputs.before = npm::predecessor_of(*version.packument, *inputs.published);
    if (repository_.empty() || inputs.manifest() == nullptr) return;
    auto tree = vet::read_source_tree({.repository = repository_,
                                       .name = inputs.name,
                                       .version = inputs.version,
                                       .commit = inputs.published == nullptr ? "" : inputs.published->commit,
                                       .directory = inputs.manifest()->repository_directory});
    if (!tree) {
        version.skipped.push_back({version.label, SkipKind::unread, tree.error().message(), false});
        return;
    }
    version.sources = *std::move(tree);
    inputs.sources = &*version.sources;
}

Result<std::unique_ptr<VetVersion>> PackageSources::load_published(std::shared_ptr<const npm::Packument> packument,
                                                                   const npm::PublishedVersion& published,
                                                                   bool with_files) {
    auto version = std::make_unique<VetVersion>();
    version->label = fmt::format("{}@{}", packument->name, published.version());
    version->inputs.name = packument->name;
    version->inputs.version = published.version();
    version->inputs.published = &published;
    version->packument = std::move(packument);
    if (with_files) read_files(*version, published.distribution);
    finish(*version);
    return version;
}

Result<std::unique_ptr<VetVersion>> PackageSources::load_name(const std::string& word) {
    const size_t at = word.find('@', 1);
    const std::string name = word.substr(0, at);
    const std::string wanted = at == std::string::npos ? "latest" : word.substr(at + 1);
    WARD_TRY(const auto document, document_of(name));
    if (document != nullptr) {
        const npm::PublishedVersion* published = document->find(wanted);
        if (published == nullptr) published = document->tagged(wanted);
        if (published == nullptr)
            return fail(ErrorCode::not_found, fmt::format("has no version or tag '{}'", display(wanted)),
                        display(name));
        return load_published(document, *published, true);
    }
    if (at == std::string::npos)
        return fail(ErrorCode::not_found,
                    "no document of a registry is known that names its versions; give --packuments or --download",
                    display(name));
    auto version = std::make_unique<VetVersion>();
    version->label = word;
    version->inputs.name = name;
    version->inputs.version = wanted;
    read_files(*version, {});
    if (!version->package)
        return fail(ErrorCode::not_found,
                    "neither its document nor its tarball is in a source; give --packuments, "
                    "--tarballs or --download",
                    display(word));
    finish(*version);
    return version;
}

Result<std::unique_ptr<VetVersion>> PackageSources::load_file(const std::string& path) {
    if (!is_folder(path)) {
        WARD_TRY(const std::string packed, read_file(path, npm::max_tarball_bytes));
        return load_packed(packed, path);
    }
    auto version = std::make_unique<VetVersion>();
    version->label = path;
    WARD_TRY(const Root root, Root::open(path));
    WARD_TRY(version->package, npm::package_of_folder(root, path));
    WARD_TRY_VOID(add_document(*version));
    return version;
}

Result<std::unique_ptr<VetVersion>> PackageSources::load_packed(std::string_view packed, const std::string& label) {
    auto version = std::make_unique<VetVersion>();
    version->label = label;
    auto package = npm::package_of_tarball(packed, label);
    // A hostile archive is an answer, and not a failure of ours: it could not be read.
    if (package) version->package = *std::move(package);
    else version->skipped.push_back({label, SkipKind::unread, reason_beside(label, package.error()), false});
    WARD_TRY_VOID(add_document(*version));
    return version;
}

Result<void> PackageSources::add_document(VetVersion& version) {
    if (version.package) {
        version.inputs.name = version.package->manifest.name;
        version.inputs.version = version.package->manifest.version;
    }
    if (!version.inputs.name.empty()) {
        WARD_TRY(version.packument, document_of(version.inputs.name));
        if (version.packument != nullptr) version.inputs.published = version.packument->find(version.inputs.version);
    }
    finish(version);
    return {};
}

Result<std::unique_ptr<VetVersion>> PackageSources::load(const std::string& word) {
    return is_path(word) ? load_file(word) : load_name(word);
}

Result<std::unique_ptr<VetVersion>> PackageSources::load_before(const VetVersion& version) {
    if (version.inputs.before.version == nullptr) return std::unique_ptr<VetVersion>();
    return load_published(version.packument, *version.inputs.before.version, version.package.has_value());
}

Result<VersionFacts> read_version(VetVersion& version) {
    VersionFacts facts;
    WARD_TRY(facts.metadata, vet::read_metadata(version.inputs));
    facts.sightings = facts.metadata.sightings;
    if (version.package) {
        facts.sources = vet::read_sources(*version.package);
        for (const vet::Sighting& one : facts.sources->sightings) facts.sightings.push_back(one);
        for (const Skipped& part : facts.sources->skipped) version.skipped.push_back(part);
    }
    for (const std::string& what : facts.metadata.unknown) version.notes.push_back({"not-known", what, version.purl()});
    version.notes.push_back(
        {"provenance", fmt::format("provenance: {}", name_of(facts.metadata.provenance)), version.purl()});
    return facts;
}

}  // namespace ward::cli
