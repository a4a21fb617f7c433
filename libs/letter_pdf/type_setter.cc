#include "libs/letter_pdf/type_setter.h"

#include <utility>

namespace cartera::letter_pdf {
namespace {

// Debian's fonts-noto-core and what fontconfig brings; else whatever the system calls serif.
constexpr char kFamily[] = "Noto Serif, DejaVu Serif, serif";

double Points(int pango_units) { return static_cast<double>(pango_units) / PANGO_SCALE; }

template <typename T>
std::shared_ptr<T> Own(T* object) {
  return {object, [](T* one) { g_object_unref(one); }};
}

}  // namespace

double SetText::Height() const {
  double height = 0;
  for (const SetLine& line : lines) height += line.height;
  return height;
}

TypeSetter::TypeSetter()
    : fonts_(Own(pango_cairo_font_map_new())),
      context_(Own(pango_font_map_create_context(fonts_.get()))) {
  pango_cairo_context_set_resolution(context_.get(), 72);
  pango_context_set_round_glyph_positions(context_.get(), FALSE);
  // Whatever the server's locale is.
  pango_context_set_language(context_.get(), pango_language_from_string("en"));
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context_.get(), options);
  cairo_font_options_destroy(options);
}

std::shared_ptr<PangoLayout> TypeSetter::Layout(absl::string_view text,
                                                const TypeStyle& style) const {
  std::shared_ptr<PangoLayout> layout = Own(pango_layout_new(context_.get()));
  PangoFontDescription* font = pango_font_description_from_string(kFamily);
  pango_font_description_set_absolute_size(font, style.size * PANGO_SCALE);
  if (style.bold) pango_font_description_set_weight(font, PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout.get(), font);
  pango_font_description_free(font);
  PangoAttrList* attributes = pango_attr_list_new();
  pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
  pango_layout_set_attributes(layout.get(), attributes);
  pango_attr_list_unref(attributes);
  pango_layout_set_alignment(layout.get(),
                             style.to_the_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
  pango_layout_set_single_paragraph_mode(layout.get(), style.in_one_line ? TRUE : FALSE);
  if (style.in_one_line) pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

SetText TypeSetter::Set(absl::string_view text, const TypeStyle& style, double width) const {
  SetText set{Layout(text, style), {}, style.grey};
  pango_layout_set_wrap(set.layout.get(), PANGO_WRAP_WORD_CHAR);
  pango_layout_set_width(set.layout.get(), static_cast<int>(width * PANGO_SCALE));
  PangoLayoutIter* iter = pango_layout_get_iter(set.layout.get());
  do {
    PangoRectangle logical;
    pango_layout_iter_get_line_extents(iter, nullptr, &logical);
    const int baseline = pango_layout_iter_get_baseline(iter);
    set.lines.push_back({pango_layout_iter_get_line_readonly(iter), Points(logical.x),
                         Points(baseline - logical.y), Points(logical.height)});
  } while (pango_layout_iter_next_line(iter) != FALSE);
  pango_layout_iter_free(iter);
  return set;
}

ColumnNeed TypeSetter::Measure(absl::string_view text, const TypeStyle& style) const {
  const std::shared_ptr<PangoLayout> layout = Layout(text, style);
  int width = 0;
  ColumnNeed need;
  pango_layout_get_size(layout.get(), &width, nullptr);
  // A little more, or rounding would break what just fits.
  need.longest_line = Points(width) + 0.5;
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD);
  pango_layout_set_width(layout.get(), 0);
  pango_layout_get_size(layout.get(), &width, nullptr);
  need.longest_word = Points(width) + 0.5;
  return need;
}

}  // namespace cartera::letter_pdf
