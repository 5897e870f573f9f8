#include "facts/advisory/foreign_record.h"

#include "facts/advisory/json_dom.h"

namespace ward::advisory {

struct ForeignParser::State {
    simdjson::dom::parser parser;
    OsvRecord record;
    Arena arena;
};

ForeignParser::ForeignParser() : state_(std::make_unique<State>()) {}
ForeignParser::~ForeignParser() = default;
ForeignParser::ForeignParser(ForeignParser&&) noexcept = default;
ForeignParser& ForeignParser::operator=(ForeignParser&&) noexcept = default;

Result<const OsvRecord*> ForeignParser::parse(const ForeignForm& form, std::string_view json, Notes& notes) {
    state_->record = OsvRecord();
    state_->arena.clear();
    WARD_TRY(const dom::Element root, dom::document(state_->parser, json));
    Notes own;  // of a record that is refused, nothing is counted
    if (auto read = form.read(root, state_->record, state_->arena, own); !read)
        return fail(read.error().code, read.error().what, "line 1");
    notes.add(own);
    return &state_->record;
}

Result<OsvTexts> ForeignParser::texts(const ForeignForm& form, std::string_view json) {
    WARD_TRY(const dom::Element root, dom::document(state_->parser, json));
    return form.texts(root);
}

}  // namespace ward::advisory
