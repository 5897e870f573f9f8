#include "actions/release/run/project_checkout.h"

#include <algorithm>

namespace ward::release {

Result<gitobjects::Repository> project_repository(const Doors& doors) {
    WARD_TRY(const Checkout* checkout, doors.checkout("project"));
    return gitobjects::Repository::open(checkout->folder);
}

Result<std::optional<ReleaseTag>> release_tag(const gitobjects::Repository& repository, const std::string& name) {
    const std::string ref = "refs/tags/" + name;
    const auto found = std::ranges::find(repository.refs(), ref, &gitobjects::Ref::name);
    if (found == repository.refs().end()) return std::nullopt;
    WARD_TRY(const gitobjects::Object object, repository.objects().read(found->id, gitobjects::max_commit_bytes));
    ReleaseTag tag;
    tag.is_annotated = object.kind == gitobjects::ObjectKind::tag;
    tag.is_signed = tag.is_annotated && (object.bytes.contains("\n-----BEGIN PGP SIGNATURE-----\n") ||
                                         object.bytes.contains("\n-----BEGIN SSH SIGNATURE-----\n"));
    WARD_TRY(const gitobjects::Revision revision, repository.resolve(ref));
    tag.commit = revision.commit;
    return tag;
}

std::string tag_of(const Project& project, const std::string& version) {
    return filled(project.tag, {{"version", version}});
}

}  // namespace ward::release
