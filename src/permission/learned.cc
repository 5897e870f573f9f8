// See learned.h.
#include "permission/learned.h"

#include <algorithm>
#include <array>

#include "base/path.h"
#include "base/text.h"

namespace ward::permission {
namespace {

using Kind = Access::Kind;

// So many files read in one folder, or folders in one above it, are a folder that is read.
constexpr size_t enough_to_fold = 4;
// More programs than these are "any program" to whoever reads the policy.
constexpr size_t most_programs = 12;
// Ports from here on are handed out by the kernel: the next run has others.
constexpr int first_ephemeral_port = 32768;

constexpr std::array<std::string_view, 27> never_whole{
    "/",    "/bin",     "/boot",    "/dev",       "/etc",      "/home",      "/lib", "/lib64",   "/media",
    "/mnt", "/opt",     "/proc",    "/root",      "/run",      "/sbin",      "/srv", "/sys",     "/tmp",
    "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/sbin", "/usr/share", "/var", "/var/lib", "/var/tmp"};

bool below(std::string_view path, std::string_view folder) {
    if (folder == "/") return true;
    return path.starts_with(folder) && (path.size() == folder.size() || path[folder.size()] == '/');
}

bool may_fold(const std::string& folder, const Ground& ground) {
    if (folder == ground.project) return folder != "/";
    if (below(ground.project, folder) || below(ground.home, folder)) return false;
    return std::ranges::find(never_whole, folder) == never_whole.end();
}

// /proc/12/maps: the number, or 0.
int process_of(std::string_view path) {
    constexpr std::string_view proc = "/proc/";
    if (!path.starts_with(proc)) return 0;
    path.remove_prefix(proc.size());
    return to_number<int>(path.substr(0, path.find('/'))).value_or(0);
}

// A tree of installed packages is one thing, however few of its files one run reads.
std::string package_tree(const std::string& path) {
    constexpr std::string_view packages = "/node_modules/";
    const size_t at = path.find(packages);
    return at == std::string::npos ? "" : path.substr(0, at + packages.size() - 1);
}

bool is_hex(std::string_view name) {
    return !name.empty() && std::ranges::all_of(name, [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
}

// A store of files by their digests (aa/bb/cc…, or one long name): which of them are read depends on the day. The
// folder that the digests begin in; empty where there are none.
std::string digest_store(const std::string& path) {
    constexpr size_t long_digest = 20;
    constexpr size_t short_part = 2;
    size_t start = 0;
    bool after_part = false;
    while (start < path.size()) {
        const size_t end = std::min(path.find('/', start + 1), path.size());
        const std::string_view name = std::string_view(path).substr(start + 1, end - start - 1);
        if (is_hex(name) && name.size() >= long_digest) return path.substr(0, start);
        const bool part = is_hex(name) && name.size() == short_part;
        if (part && after_part) return path.substr(0, path.rfind('/', start - 1));
        after_part = part;
        start = end;
    }
    return {};
}

// Folds files and folders upwards as long as enough of them stand together.
class Folding {
  public:
    explicit Folding(const Ground& ground) : ground_(ground) {}

    void add_tree(const std::string& path) {
        if (!add_whole(path)) trees_.insert(path);
    }
    void add_file(const std::string& path) {
        if (!add_whole(path)) files_.insert(path);
    }

    std::vector<Grant> grants(Scope scope) {
        fold();
        std::vector<Grant> out;
        for (const std::string& tree : trees_)
            if (!covered(tree, true)) out.push_back({scope, tree, Grant::Reach::tree});
        for (const std::string& file : files_)
            if (!covered(file, false)) out.push_back({scope, file, Grant::Reach::exact});
        return out;
    }

  private:
    bool add_whole(const std::string& path) {
        for (const std::string& whole : {package_tree(path), digest_store(path)}) {
            if (whole.empty() || !may_fold(whole, ground_)) continue;
            trees_.insert(whole);
            return true;
        }
        return false;
    }

    bool covered(const std::string& path, bool is_tree) const {
        for (std::string above = path; above != "/";) {
            if (!(is_tree && above == path) && trees_.contains(above)) return true;
            above = folder_of(above);
        }
        return trees_.contains("/") && path != "/";
    }

    void fold() {
        for (bool changed = true; changed;) {
            changed = false;
            std::map<std::string, size_t> members;
            for (const auto* set : {&files_, &trees_})
                for (const std::string& path : *set)
                    if (!covered(path, set == &trees_)) ++members[folder_of(path)];
            for (const auto& [folder, count] : members) {
                if (count < enough_to_fold || !may_fold(folder, ground_)) continue;
                changed = trees_.insert(folder).second || changed;
            }
        }
    }

    const Ground& ground_;
    std::set<std::string> files_;
    std::set<std::string> trees_;
};

}  // namespace

// The topmost thing the program made that this path lies in; empty where it was there before.
std::string Learned::birth_of(const std::string& path) const {
    std::string found;
    for (std::string above = path; above != "/"; above = folder_of(above))
        if (births_.contains(above)) found = above;
    return found;
}

void Learned::born(const Access& access, int round) {
    std::string top = birth_of(access.resource);
    if (top.empty()) top = access.resource;
    Birth& birth = births_[top];
    birth.rounds.insert(round);
    if (top == access.resource && access.call.starts_with("mkdir")) birth.is_folder = true;
}

void Learned::see(const Access& access, int main, int round) {
    if (access.allowed) return;
    const std::string& path = access.resource;
    switch (access.kind) {
        case Kind::read:
            if (const int process = process_of(path); process != 0) {
                files_read_.insert(process == main ? "/proc/self" : "/proc");
            } else if (const std::string birth = birth_of(path); !birth.empty()) {
                births_read_.insert(birth);
            } else {
                (access.is_folder ? folders_listed_ : files_read_).insert(path);
            }
            return;
        case Kind::create:
            if (access.existed) folders_written_.insert(folder_of(path));
            else born(access, round);
            return;
        case Kind::remove:
            // What the program made it can remove with the grant by which it made it.
            if (const std::string birth = birth_of(path); birth.empty()) folders_written_.insert(folder_of(path));
            else if (birth == path)
                births_[birth].is_folder = false;  // it comes and goes: the folder it stands in is written
            return;
        case Kind::write:
        case Kind::metadata:
            if (birth_of(path).empty()) files_written_.insert(path);
            return;
        case Kind::execute: executed_.insert(path); return;
        case Kind::fork: forks_ = true; return;
        case Kind::connect:
        case Kind::bind: {
            const auto port = to_number<int>(std::string_view(path).substr(path.rfind(':') + 1));
            if (path == "unix:" || (port && (*port == 0 || *port >= first_ephemeral_port))) any_network_ = true;
            else endpoints_.insert(path);
            return;
        }
        case Kind::socket:
            // TCP and Unix sockets are named when they connect or bind; what does neither needs no grant but this one.
            if (path == "udp") endpoints_.insert(path);
            else if (path != "tcp" && path != "unix") any_network_ = true;
            return;
        case Kind::other:
            if (access.scope == Scope::signal) signals_ = true;
            else if (access.scope == Scope::net) any_network_ = true;
            else if (path == "memfd_create") any_child_ = true;
            else nesting_ = true;
            return;
    }
}

bool Learned::empty() const {
    return files_read_.empty() && folders_listed_.empty() && files_written_.empty() && folders_written_.empty() &&
           births_.empty() && executed_.empty() && endpoints_.empty() && !forks_ && !any_child_ && !any_network_ &&
           !signals_ && !nesting_;
}

// What has to be granted so that `birth` can be made: itself, made by ward beforehand, where it is a folder of a name
// that every run uses; else the folder it is made in.
Grant Learned::container(const std::string& birth) const {
    const Birth& found = births_.at(birth);
    std::set<int> rounds;
    for (const auto& [path, other] : births_) rounds.insert(other.rounds.begin(), other.rounds.end());
    const bool lasting = found.is_folder && !widened_ && found.rounds == rounds;
    return {Scope::fs_write, lasting ? birth : folder_of(birth), Grant::Reach::tree};
}

std::vector<Grant> Learned::grants(const Ground& ground) const {
    Folding reads(ground);
    Folding writes(ground);
    for (const std::string& path : files_read_) {
        if (path == "/proc" || path == "/proc/self") reads.add_tree(path);
        else reads.add_file(path);
    }
    for (const std::string& path : folders_listed_)
        if (may_fold(path, ground)) reads.add_tree(path);
    for (const std::string& path : files_written_) writes.add_file(path);
    for (const std::string& path : folders_written_) writes.add_tree(path);
    for (const auto& [path, birth] : births_) {
        const Grant grant = container(path);
        writes.add_tree(grant.value);
        if (births_read_.contains(path)) reads.add_tree(grant.value);
    }
    std::vector<Grant> out = reads.grants(Scope::fs_read);
    const auto written = writes.grants(Scope::fs_write);
    out.insert(out.end(), written.begin(), written.end());

    if (any_child_ || executed_.size() > most_programs) out.push_back({Scope::child, "*"});
    else
        for (const std::string& program : executed_) out.push_back({Scope::child, program, Grant::Reach::exact});
    // A process that only forks runs no other program: any named one lets it fork.
    if (forks_ && executed_.empty() && !any_child_) out.push_back({Scope::child, "*"});
    if (any_network_) out.push_back({Scope::net, "*"});
    else
        for (const std::string& endpoint : endpoints_) out.push_back({Scope::net, endpoint});
    if (signals_) out.push_back({Scope::signal, "*"});
    return out;
}

}  // namespace ward::permission
