// What this file decides: which entries of an archive become files of a tree. An archive is taken whole or not at all:
// what one unpacker would write elsewhere, twice, or not, is refused here (see tree.h for names, tar.h and archive.h
// for what two readers read differently).
#include "actions/update/tree/unpack.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "actions/update/upstream/artefact.h"
#include "base/text.h"
#include "io/archive/archive.h"
#include "io/archive/tar.h"

namespace ward::update {
namespace {

constexpr size_t max_link_bytes = 4'096;
constexpr size_t tar_overhead_bytes = 4'096;  // of headers and padding, for each file
constexpr uint32_t owner_may_execute = 0100;
constexpr uint32_t special_bits = 07000;  // set-user-id, set-group-id, sticky

// From st_mode, as zip has it.
constexpr uint16_t mode_type = 0170000;
constexpr uint16_t mode_folder = 0040000;
constexpr uint16_t mode_file = 0100000;
constexpr uint16_t mode_link = 0120000;

class Unpacking {
  public:
    Unpacking(std::string_view name, int strip, const TreeLimits& limits)
        : name_(name), strip_(strip), builder_(limits) {}

    std::unexpected<Error> fault(std::string_view entry, std::string_view what,
                                 ErrorCode code = ErrorCode::parse) const {
        return fail(code, fmt::format("{}: {}", display(entry), what), name_);
    }
    Result<void> add(std::string_view entry, TreeFile file) {
        WARD_TRY(const auto path, stripped(entry));
        if (!path) return fault(entry, fmt::format("is no folder, and {} leading folders are to be dropped", strip_));
        if (file.kind() == FileKind::symlink && !link_stays_inside(*path, file.bytes()))
            return fault(entry, fmt::format("is a link that leads outside of the archive: {}", display(file.bytes())));
        return told(builder_.add(*path, std::move(file)));
    }
    Result<void> add_folder(std::string_view entry) {
        while (entry.ends_with('/')) entry.remove_suffix(1);
        if (entry == "." || entry.empty()) return {};
        WARD_TRY(const auto path, stripped(entry));
        return path ? told(builder_.add_folder(*path)) : Result<void>{};
    }
    Result<void> add_hard_link(std::string_view entry, std::string_view target) {
        WARD_TRY(const auto path, stripped(target));
        const auto found = path ? builder_.files().find(*path) : builder_.files().end();
        if (found == builder_.files().end())
            return fault(entry, fmt::format("is a hard link to {}, which no file before it is", display(target)));
        pass_over(entry, fmt::format("a hard link, taken as a copy of {}", display(target)));
        return add(entry, found->second);
    }
    void pass_over(std::string_view entry, std::string_view what) {
        passed_over_.push_back(fmt::format("{}: {}", display(entry), what));
    }
    void pass_special_bits_over(std::string_view entry, uint32_t mode) {
        if ((mode & special_bits) != 0) pass_over(entry, "its set-user-id, set-group-id or sticky bit");
    }
    UnpackedArchive finish(std::string_view comment) {
        const std::string_view commit = trim(comment);
        return {builder_.take(), is_commit_id(commit) ? std::string(commit) : "", std::move(passed_over_)};
    }

  private:
    Result<void> told(Result<void> done) const {
        if (!done) return fail(done.error().code, done.error().message(), name_);
        return done;
    }
    // Nothing for one that is itself among what is dropped.
    Result<std::optional<std::string>> stripped(std::string_view entry) {
        std::string_view rest = entry;
        while (rest.starts_with("./")) rest.remove_prefix(2);
        // Before anything is dropped: "../x" and "/x" must not become "x".
        if (!is_tree_path(rest)) return fault(entry, "leads outside or cannot be a path of a tree");
        size_t dropped = 0;
        for (int i = 0; i < strip_; ++i) {
            const size_t slash = rest.find('/', dropped);
            if (slash == std::string_view::npos) return std::optional<std::string>();
            dropped = slash + 1;
        }
        const std::string_view top = rest.substr(0, dropped);
        // Two folders that become one would mix their files.
        if (top_ && *top_ != top)
            return fault(entry, fmt::format("is not below {}, as what came before it is", display(*top_)));
        if (!top_) top_ = std::string(top);
        return std::optional(std::string(rest.substr(dropped)));
    }

    std::string name_;
    int strip_;
    TreeBuilder builder_;
    std::optional<std::string> top_;
    std::vector<std::string> passed_over_;
};

Result<void> add_tar_entry(Unpacking& to, const archive::TarEntry& entry,
                           const std::shared_ptr<const std::string>& storage) {
    using archive::TarType;
    switch (entry.type) {
        case TarType::file:
            to.pass_special_bits_over(entry.name, entry.mode);
            return to.add(entry.name,
                          TreeFile(storage, entry.bytes,
                                   (entry.mode & owner_may_execute) != 0 ? FileKind::executable : FileKind::file));
        case TarType::folder: return to.add_folder(entry.name);
        case TarType::symlink: return to.add(entry.name, TreeFile(entry.target, FileKind::symlink));
        case TarType::hardlink: return to.add_hard_link(entry.name, entry.target);
        case TarType::other: break;
    }
    return to.fault(entry.name, "is a device, a pipe, or of a kind that nobody knows", ErrorCode::unsupported);
}

Result<UnpackedArchive> unpack_tar(std::string bytes, std::string_view name, int strip, const TreeLimits& limits) {
    const auto storage = std::make_shared<const std::string>(std::move(bytes));
    const archive::TarLimits tar{.archive_bytes = limits.total_bytes + limits.files * tar_overhead_bytes,
                                 .entries = 4 * limits.files,
                                 .entry_bytes = limits.file_bytes};
    WARD_TRY(archive::TarReader reader, archive::TarReader::open(*storage, name, tar));
    Unpacking to(name, strip, limits);
    for (;;) {
        WARD_TRY(const std::optional<archive::TarEntry> entry, reader.next());
        if (!entry) break;
        WARD_TRY_VOID(add_tar_entry(to, *entry, storage));
    }
    return to.finish(reader.comment());
}

Result<void> add_zip_entry(Unpacking& to, const archive::Zip& zip, const archive::ZipEntry& entry,
                           archive::Inflater& inflater) {
    const uint16_t type = entry.unix_mode & mode_type;
    if (entry.is_folder()) {
        if (entry.expanded_bytes != 0) return to.fault(entry.name, "is a folder with bytes");
        if (type != 0 && type != mode_folder) return to.fault(entry.name, "is a folder by name and none by its mode");
        return to.add_folder(entry.name);
    }
    if (type != 0 && type != mode_file && type != mode_link)
        return to.fault(entry.name, "is a device, a pipe, or of a kind that nobody knows", ErrorCode::unsupported);
    if (type == mode_link && entry.expanded_bytes > max_link_bytes)
        return to.fault(entry.name, fmt::format("is a link longer than {} bytes", max_link_bytes), ErrorCode::limit);
    std::string bytes(entry.expanded_bytes, '\0');
    if (auto done = inflater.expand(zip, entry, bytes); !done) return to.fault(entry.name, done.error().what);
    to.pass_special_bits_over(entry.name, entry.unix_mode);
    const FileKind kind = type == mode_link                            ? FileKind::symlink
                          : (entry.unix_mode & owner_may_execute) != 0 ? FileKind::executable
                                                                       : FileKind::file;
    return to.add(entry.name, TreeFile(std::move(bytes), kind));
}

Result<UnpackedArchive> unpack_zip(std::string_view bytes, std::string_view name, int strip, const TreeLimits& limits) {
    const archive::ZipLimits within{.entries = 4 * limits.files,
                                    .entry_bytes = limits.file_bytes,
                                    .expand = {.expanded_bytes = limits.total_bytes}};
    WARD_TRY(const archive::Zip zip, archive::Zip::open(bytes, name, within));
    Unpacking to(name, strip, limits);
    archive::Inflater inflater;
    for (const archive::ZipEntry& entry : zip.entries()) WARD_TRY_VOID(add_zip_entry(to, zip, entry, inflater));
    return to.finish(zip.comment());
}

}  // namespace

Result<UnpackedArchive> unpack(std::string bytes, std::string_view name, int strip, const TreeLimits& limits) {
    using archive::Packing;
    if (bytes.empty()) return fail(ErrorCode::parse, "is empty", std::string(name));
    const archive::ExpandLimits expand{.expanded_bytes = limits.total_bytes + limits.files * tar_overhead_bytes};
    switch (archive::packing_of(bytes)) {
        case Packing::zip: return unpack_zip(bytes, name, strip, limits);
        case Packing::gzip: {
            WARD_TRY(std::string tar, archive::expand_gzip(bytes, name, expand));
            return unpack_tar(std::move(tar), name, strip, limits);
        }
        case Packing::zstd: {
            WARD_TRY(std::string tar, archive::expand_zstd(bytes, name, expand));
            return unpack_tar(std::move(tar), name, strip, limits);
        }
        case Packing::xz: {
            WARD_TRY(std::string tar, archive::expand_xz(bytes, name, expand));
            return unpack_tar(std::move(tar), name, strip, limits);
        }
        case Packing::none: break;
    }
    if (is_html(bytes))
        return fail(ErrorCode::parse, "is a web page and no archive: the server's error page, most likely",
                    std::string(name));
    if (bytes.starts_with("BZh")) return fail(ErrorCode::unsupported, "is packed by bzip2", std::string(name));
    return unpack_tar(std::move(bytes), name, strip, limits);
}

}  // namespace ward::update
