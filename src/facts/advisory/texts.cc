// The last section: records as they were imported, in compressed blocks of about 64 KiB.
#include <memory>

#include <zstd.h>

#include "facts/advisory/index_state.h"
#include "facts/advisory/limits.h"
#include "facts/advisory/record_parser.h"

namespace ward::advisory {

using namespace layout;

namespace {

// A block is one record or a few that fit into the target size together with the separators between them.
constexpr size_t max_block_bytes = limits::record_bytes + (1u << 20);

struct ZstdFree {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::unexpected<Error> damaged() {
    return fail(ErrorCode::damaged, "section `texts` or `blocks` is damaged");
}

}  // namespace

Result<std::shared_ptr<const std::string>> Index::State::expand(uint32_t number) const {
    BlockRow row;
    if (!image.read(Section::blocks, number, row) || row.bytes > max_block_bytes) return damaged();
    const auto packed = image.bytes(Section::texts, row.offset, row.packed_bytes);
    if (!packed) return damaged();
    auto out = std::make_shared<std::string>(row.bytes + json_padding, ' ');
    thread_local const std::unique_ptr<ZSTD_DCtx, ZstdFree> context(ZSTD_createDCtx());  // costs more than a block
    if (!context) return fail(ErrorCode::internal, "cannot start zstd");
    if (ZSTD_decompressDCtx(context.get(), out->data(), row.bytes, packed->data(), packed->size()) != row.bytes)
        return damaged();
    return out;
}

Result<Index::State::Json> Index::State::json(RecordNumber number) const {
    RecordRow row;
    if (!image.read(Section::records, number, row)) return fail(ErrorCode::not_found, "no such record");
    const std::scoped_lock lock(block_mutex);
    if (block == nullptr || block_number != row.block) {
        WARD_TRY(block, expand(row.block));
        block_number = row.block;
    }
    const size_t bytes = block->size() - json_padding;
    if (row.offset > bytes || row.bytes > bytes - row.offset) return damaged();
    return Json{block, std::string_view(*block).substr(row.offset, row.bytes)};
}

Result<std::string> Index::original(RecordNumber number) const {
    WARD_TRY(const State::Json json, state_->json(number));
    return std::string(json.text);
}

Result<std::string> Index::title(RecordNumber number) const {
    WARD_TRY(const State::Json json, state_->json(number));
    WARD_TRY(OsvTexts texts, RecordParser().texts(json.text));
    return std::move(texts.title);
}

Result<std::vector<std::string>> Index::references(RecordNumber number) const {
    WARD_TRY(const State::Json json, state_->json(number));
    WARD_TRY(OsvTexts texts, RecordParser().texts(json.text));
    return std::move(texts.references);
}

}  // namespace ward::advisory
