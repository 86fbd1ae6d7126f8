// PackedText: the text of a stored line in a third of its bytes: phrases that most lines have are one byte each, hex
// digests are packed, and what repeats (host, address, digests) is referred to. Thread-safe: pure.
#ifndef CERTSWEEP_ENGINE_ESTATE_PACKED_TEXT_H_
#define CERTSWEEP_ENGINE_ESTATE_PACKED_TEXT_H_

#include <string>
#include <string_view>

namespace certsweep::estate {

// Any `text` will do. `host` and `address` are those of its endpoint; either may be empty.
std::string PackText(std::string_view text, std::string_view host, std::string_view address);
// The text again, with the same `host` and `address`. Damaged bytes give some text.
std::string UnpackText(std::string_view packed, std::string_view host, std::string_view address);

}  // namespace certsweep::estate

#endif  // CERTSWEEP_ENGINE_ESTATE_PACKED_TEXT_H_
