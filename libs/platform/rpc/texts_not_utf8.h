#ifndef CARTERA_LIBS_PLATFORM_RPC_TEXTS_NOT_UTF8_H_
#define CARTERA_LIBS_PLATFORM_RPC_TEXTS_NOT_UTF8_H_

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "libs/platform/rpc/error.h"

namespace cartera::rpc {

// Adds a NOT_UTF8 for every text in the encoded message that is none: protobuf's parser only says
// that something is wrong. Looks as far as the bytes are well-formed.
void FindTextsNotUtf8(const google::protobuf::Descriptor& type, absl::string_view bytes,
                      Violations* violations);

}  // namespace cartera::rpc

#endif  // CARTERA_LIBS_PLATFORM_RPC_TEXTS_NOT_UTF8_H_
