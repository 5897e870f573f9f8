// See registry_proven.h.
#include "judges/policy/registry_proven.h"

#include <algorithm>

#include <fmt/core.h>

namespace ward::policy {

ProvenFiles::ProvenFiles(const RegistryResult& result, bool take_unproven) {
    for (const PackageResult& package : result.packages) {
        const std::string label = fmt::format("{}@{}", package.name, package.version);
        switch (package.state) {
            case PackageState::missing:
            case PackageState::not_compared: refuse(package.place, label + ": " + package.reason); break;
            case PackageState::extra: refuse(package.place, package.reason); break;
            case PackageState::not_registry:
                if (!package.is_own)
                    refuse(package.place, fmt::format("{}: no tarball to compare with: {}", label, package.reason));
                break;
            case PackageState::same:
            case PackageState::different:
            case PackageState::absent: break;
        }
        if (package.state == PackageState::extra) continue;
        for (const FileFinding& file : package.findings) add(file, take_unproven);
    }
    for (const FileFinding& file : result.loose) add(file, take_unproven);
    std::ranges::copy(result.problems, std::back_inserter(refused_));
    std::ranges::sort(refused_, {}, &Problem::path);
    std::ranges::sort(generated_, {}, &Problem::path);
}

void ProvenFiles::add(const FileFinding& file, bool take_unproven) {
    switch (file.state) {
        case FileState::changed: refuse(file.path, "is not as in its tarball: " + file.reason); return;
        case FileState::missing:
        case FileState::extra: refuse(file.path, file.reason); return;
        case FileState::unproven:
            if (take_unproven) generated_.push_back({file.path, file.reason});
            else refuse(file.path, file.reason);
            return;
        case FileState::generated:
        case FileState::mode: return;
    }
}

void ProvenFiles::refuse(const std::string& path, std::string reason) {
    if (refused_paths_.insert(path).second) refused_.push_back({path, std::move(reason)});
}

}  // namespace ward::policy
