"""The only file that knows MkDocs: it hands pages from the model to the templates."""

from pathlib import Path

from mkdocs.plugins import event_priority

from courselib.load import load
from courselib.web.assets import more_pages, write
from courselib.web.entry import configuration, site_of


@event_priority(100)  # before static-i18n reads its languages
def on_config(config):
    global site
    i18n = config.plugins["i18n"]
    if not i18n.building:  # one load serves every language of a build
        settings, overrides = configuration(Path(config.config_file_path))
        site = site_of(load(config.docs_dir)[0], overrides, settings)
        codes = [(one.code, one.name) for one in site.library.languages]
        languages = [{"locale": code, "name": name, "default": code == codes[0][0]} for code, name in codes]
        i18n.config.load_dict({"languages": languages})
        i18n.config.validate()
        i18n.current_language = None
    config.theme.static_templates, config.markdown_extensions = {"sitemap.xml"}, []
    return config


def on_files(files, config):
    for file in list(files):
        if not site.has(file.src_uri):
            files.remove(file)
    return files


@event_priority(100)  # nothing is left to do for the others
def on_page_markdown(markdown, page, config, files):
    return ""  # the page is rendered from the model


def on_env(env, config, files):
    env.autoescape = True
    render, code = env.get_template("main.html").render, config.plugins["i18n"].current_language
    write(Path(config.site_dir), more_pages(site, code, render))
    return env


def on_page_context(context, page, config, nav):
    context["frame"], context["view"] = site.view(page.file.src_uri, config.plugins["i18n"].current_language)
    return context


def on_post_page(output, page, config):
    return site.finish(output)
