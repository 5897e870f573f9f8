// `container` and `services`: images that a job runs in and beside.
#include "lang/workflow/section.h"

namespace ward::workflow {
namespace {

std::optional<Credentials> read_credentials(Sections& in, Position at, uint32_t id) {
    Credentials out{.at = at, .expression = in.possible_expression(id)};
    if (out.expression) return out;
    for (const Field& field : in.fields("credentials", id, Empty::refused, Case::kept)) {
        if (field.id == "username") out.username = in.text(field.value, Empty::refused);
        else if (field.id == "password") out.password = in.text(field.value, Empty::refused);
        else in.unknown_key(field, "credentials");
    }
    if (out.username && out.password) return out;
    in.problem(at, "credentials need a username and a password");
    return std::nullopt;
}

}  // namespace

Container read_container(Sections& in, Position at, uint32_t id) {
    if (in.is_scalar(id)) return {.at = at, .image = in.text(id, Empty::refused)};
    Container out{.at = at};
    for (const Field& field : in.fields("a container", id, Empty::refused, Case::kept)) {
        if (field.id == "image") out.image = in.text(field.value, Empty::refused);
        else if (field.id == "credentials") out.credentials = read_credentials(in, field.key.at, field.value);
        else if (field.id == "env") out.env = read_env(in, field.value);
        else if (field.id == "ports") out.ports = in.texts("ports", field.value, Empty::allowed);
        else if (field.id == "volumes") out.volumes = in.texts("volumes", field.value, Empty::allowed);
        else if (field.id == "options") out.options = in.text(field.value, Empty::allowed);
        else in.unknown_key(field, "a container");
    }
    if (!out.image) in.problem(at, "a container has no image");
    return out;
}

Services read_services(Sections& in, uint32_t id) {
    Services out{.at = in.node(id).at, .expression = in.possible_expression(id)};
    if (out.expression) return out;
    for (Field& field : in.fields("services", id, Empty::refused, Case::ignored)) {
        Container container = read_container(in, field.key.at, field.value);
        out.list.push_back({std::move(field.id), std::move(field.key), std::move(container)});
    }
    return out;
}

}  // namespace ward::workflow
