// See file_index.h. The file: a magic line, the verdict (the number of files, its digest, and the manifest's digest and
// head; all zero where there is none), the number of entries, the entries, and SHA-256 of all that, so that a cut or
// damaged file is no index.
// Numbers are little-endian.
#include "judges/policy/file_index.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/text.h"

namespace ward::policy {
namespace {

static_assert(std::endian::native == std::endian::little, "the index is written as numbers lie in memory");

constexpr std::string_view magic = "ward policy index 3\n";
constexpr int64_t tick = 2'000'000'000;  // the coarsest clock of a file system in use, FAT's; nanoseconds
constexpr size_t max_path_bytes = 4096;
constexpr size_t max_glob_bytes = 1u << 20;
constexpr size_t checksum_bytes = 32;
constexpr size_t least_entry_bytes = sizeof(uint32_t) + 5 * sizeof(uint64_t) + 1;

template <typename Number>
void put(std::string& out, Number number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    out.append(bytes, sizeof bytes);
}

struct Reader {
    std::string_view rest;
    bool cut = false;

    template <typename Number>
    Number number() {
        Number out{};
        const std::string_view bytes = take(sizeof out);
        if (!cut) std::memcpy(&out, bytes.data(), bytes.size());
        return out;
    }
    std::string_view take(size_t count) {
        if (count > rest.size()) cut = true;
        if (cut) return {};
        const std::string_view out = rest.substr(0, count);
        rest.remove_prefix(count);
        return out;
    }
};

void put_digests(std::string& out, const ShaDigests& digests) {
    uint8_t present = 0;
    for (const ShaAlgorithm algorithm : sha_algorithms)
        if (digests.find(algorithm) != nullptr) present |= static_cast<uint8_t>(1u << static_cast<unsigned>(algorithm));
    put(out, present);
    for (const ShaAlgorithm algorithm : sha_algorithms)
        if (const ShaDigest* digest = digests.find(algorithm)) out += digest->view();
}

ShaDigests read_digests(Reader& reader) {
    ShaDigests out;
    const auto present = reader.number<uint8_t>();
    for (const ShaAlgorithm algorithm : sha_algorithms) {
        if ((present & (1u << static_cast<unsigned>(algorithm))) == 0) continue;
        ShaDigest digest{.algorithm = algorithm};
        const std::string_view bytes = reader.take(digest_bytes(algorithm));
        std::ranges::copy(bytes, digest.bytes.begin());
        out.set(digest);
    }
    return out;
}

void put_verdict(std::string& out, const FileIndex::Verdict& verdict) {
    put(out, verdict.files);
    out += verdict.of;
    out += verdict.manifest;
    put(out, static_cast<uint8_t>(verdict.head.serial.has_value()));
    put(out, verdict.head.serial.value_or(0));
    put(out, static_cast<uint32_t>(verdict.head.exclude.size()));
    for (const std::string& glob : verdict.head.exclude) {
        put(out, static_cast<uint32_t>(glob.size()));
        out += glob;
    }
}

// Cut where it is no verdict.
FileIndex::Verdict read_verdict(Reader& reader) {
    FileIndex::Verdict out{.of = {}};
    out.files = reader.number<uint64_t>();
    out.of = reader.take(checksum_bytes);
    out.manifest = reader.take(checksum_bytes);
    const auto has_serial = reader.number<uint8_t>();
    const auto serial = reader.number<int64_t>();
    if (has_serial > 1 || (has_serial == 0 && serial != 0)) reader.cut = true;
    if (has_serial == 1) out.head.serial = serial;
    const auto globs = reader.number<uint32_t>();
    for (uint32_t i = 0; i < globs && !reader.cut; ++i) {
        const auto length = reader.number<uint32_t>();
        if (length > max_glob_bytes) reader.cut = true;
        out.head.exclude.emplace_back(reader.take(length));
    }
    return out;
}

std::string checksum(std::string_view bytes) {
    const auto digest = sha256(bytes);
    return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

const FileIndex::Verdict nothing{.of = std::string(checksum_bytes, '\0')};

}  // namespace

Result<FileIndex> FileIndex::read(std::string_view bytes, std::string_view name) {
    const auto refuse = [&](const char* reason) { return fail(ErrorCode::parse, reason, std::string(name)); };
    if (bytes.size() > max_bytes) return fail(ErrorCode::limit, "is larger than any index", std::string(name));
    if (!bytes.starts_with(magic)) return refuse("is no index of this version");
    if (bytes.size() < magic.size() + checksum_bytes) return refuse("is cut off");
    const std::string_view body = bytes.substr(0, bytes.size() - checksum_bytes);
    if (checksum(body) != bytes.substr(body.size())) return refuse("is damaged");
    Reader reader{body.substr(magic.size())};
    FileIndex out;
    Verdict verdict = read_verdict(reader);
    if (verdict.of.find_first_not_of('\0') != std::string::npos) out.verdict_ = std::move(verdict);
    else if (verdict != nothing) return refuse("has half a verdict");
    const auto count = reader.number<uint64_t>();
    // Of a count that lies no more memory is taken than the bytes could fill.
    out.entries_.reserve(std::min<uint64_t>(count, reader.rest.size() / least_entry_bytes));
    for (uint64_t i = 0; i < count && !reader.cut; ++i) {
        Entry entry;
        const auto length = reader.number<uint32_t>();
        if (length > max_path_bytes) return refuse("holds a path that is too long");
        entry.path = reader.take(length);
        entry.identity.device = reader.number<uint64_t>();
        entry.identity.inode = reader.number<uint64_t>();
        entry.identity.size = reader.number<uint64_t>();
        entry.identity.modified = reader.number<int64_t>();
        entry.identity.changed = reader.number<int64_t>();
        entry.digests = read_digests(reader);
        if (!out.entries_.empty() && out.entries_.back().path >= entry.path) return refuse("is not in order");
        out.entries_.push_back(std::move(entry));
    }
    if (reader.cut || !reader.rest.empty()) return refuse("does not end where it should");
    return out;
}

std::string FileIndex::bytes() const {
    std::string out(magic);
    put_verdict(out, verdict_.value_or(nothing));
    put(out, static_cast<uint64_t>(entries_.size()));
    for (const Entry& entry : entries_) {
        put(out, static_cast<uint32_t>(entry.path.size()));
        out += entry.path;
        put(out, entry.identity.device);
        put(out, entry.identity.inode);
        put(out, entry.identity.size);
        put(out, entry.identity.modified);
        put(out, entry.identity.changed);
        put_digests(out, entry.digests);
    }
    return out + checksum(out);
}

const ShaDigests* FileIndex::find(std::string_view path, const FileIdentity& identity) const {
    const auto found = std::ranges::lower_bound(entries_, path, {}, &Entry::path);
    if (found == entries_.end() || found->path != path || found->identity != identity) return nullptr;
    return &found->digests;
}

bool FileIndex::is_settled(const FileIdentity& identity, int64_t now) {
    return identity.changed <= now - tick && identity.modified <= now - tick;
}

void FileIndex::add(std::string path, const FileIdentity& identity, const ShaDigests& digests, int64_t now) {
    if (!is_settled(identity, now)) return;
    if (path.size() > max_path_bytes) return;
    entries_.push_back({std::move(path), identity, digests});
}

}  // namespace ward::policy
