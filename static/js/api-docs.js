// The page of the API: Swagger UI over our own OpenAPI document. What is tried out goes by the reader's session.
const place = document.getElementById("api-docs");

// The page has its own main part: the one that Swagger UI would make within it is a plain box here.
const create = document.createElement.bind(document);
document.createElement = (name, ...options) => create(name === "main" ? "div" : name, ...options);

SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
  requestInterceptor: (request) => {
    if (!request.loadSpec && request.method !== "GET") request.headers["X-CSRFToken"] = place.dataset.csrf;
    return request;
  },
});
